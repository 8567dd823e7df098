using System.Runtime.CompilerServices;
using TrainingService.Compute.Backends;
using TrainingService.Compute.Graphs;

namespace TrainingService.Compute.Cpu.Strided;

/// <summary>One dimension of a loop over several operands, with each one's distance from a place to the next (0: the operand is repeated).</summary>
internal readonly record struct StridedDimension(int Size, long A, long B, long Y, long Z = 0)
{
    /// <summary>Whether this dimension and the next are one long dimension for all operands.</summary>
    public bool Continues(StridedDimension next) =>
        A == next.A * next.Size && B == next.B * next.Size && Y == next.Y * next.Size && Z == next.Z * next.Size;
}

/// <summary>
/// A loop over the places of values of any rank and layout: outer dimensions, which chunks cut up, and an inner one that kernels run along. A struct
/// without references, so that it can lie in kernel arguments.
/// </summary>
internal unsafe struct StridedLoop
{
    private const int ElementsPerChunk = 16384;
    private const int MostChunks = 64;
    private const int MostOuter = 5;

    /// <summary>The inner dimension.</summary>
    public StridedDimension Inner;

    /// <summary>Places of the outer dimensions.</summary>
    public int Places;

    /// <summary>Places of one chunk; the last may have fewer.</summary>
    public int PlacesPerChunk;

    private int outer;
    private fixed int sizes[MostOuter];
    private fixed long a[MostOuter];
    private fixed long b[MostOuter];
    private fixed long y[MostOuter];
    private fixed long z[MostOuter];

    /// <summary>Number of chunks.</summary>
    public readonly int Chunks => (Places + PlacesPerChunk - 1) / PlacesPerChunk;

    /// <summary>A loop over the given dimensions, outermost first. The first is kept apart from the others, for chunks.</summary>
    /// <param name="dimensions">All of them; sizes of 1 are left out.</param>
    /// <param name="extra">Work at each place of the loop, in elements, besides its own.</param>
    public static StridedLoop Of(IReadOnlyList<StridedDimension> dimensions, long extra = 1)
    {
        var merged = new List<StridedDimension>();
        foreach (var next in dimensions.Where(dimension => dimension.Size > 1))
        {
            if (merged.Count > 1 && merged[^1].Continues(next))
                merged[^1] = next with { Size = next.Size * merged[^1].Size };
            else
                merged.Add(next);
        }

        if (merged.Count == 0)
            merged.Add(new StridedDimension(1, 1, 1, 1, 1));
        if (merged.Count - 1 > MostOuter)
            throw new NotSupportedException($"Values of more than {MostOuter + 1} dimensions.");
        var loop = new StridedLoop { Inner = merged[^1], Places = 1, outer = merged.Count - 1 };
        for (var i = 0; i < loop.outer; i++)
        {
            (loop.sizes[i], loop.a[i], loop.b[i], loop.y[i], loop.z[i]) = merged[i];
            loop.Places = checked(loop.Places * merged[i].Size);
        }

        var each = loop.Inner.Size * extra;
        loop.PlacesPerChunk = (int)Math.Max(Math.Clamp(ElementsPerChunk / each, 1, loop.Places), (loop.Places + MostChunks - 1) / MostChunks);
        return loop;
    }

    /// <summary>Distances from place to place of each dimension of a value, and the first element.</summary>
    public static StridedOperand Of(IKernelContext context, Shape shape, ValueId id)
    {
        var layout = context.Layout(id);
        var start = (float*)context.Address(id) + layout.Origin;
        if (shape.Rank == 4)
            return new StridedOperand(start, [layout.ImageStride, layout.RowStride, layout.Channels, 1]);
        var strides = new long[shape.Rank];
        var stride = 1L;
        for (var i = shape.Rank - 1; i >= 0; i--)
        {
            strides[i] = stride;
            stride *= shape[i];
        }

        return new StridedOperand(start, strides);
    }

    /// <summary>Strides of an operand along the places of a larger shape: 0 where it is repeated.</summary>
    public static long[] Repeated(Shape shape, Shape larger, long[] strides) =>
        [.. strides.Select((stride, i) => shape[i] == 1 && larger[i] > 1 ? 0 : stride)];

    /// <summary>Where the operands lie at a chunk's first place.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public StridedCursor Start(int chunk)
    {
        var cursor = default(StridedCursor);
        var place = chunk * PlacesPerChunk;
        cursor.Left = Math.Min(PlacesPerChunk, Places - place);
        for (var i = outer - 1; i >= 0; i--)
        {
            var index = place % sizes[i];
            place /= sizes[i];
            cursor.Index[i] = index;
            cursor.A += index * a[i];
            cursor.B += index * b[i];
            cursor.Y += index * y[i];
            cursor.Z += index * z[i];
        }

        return cursor;
    }

    /// <summary>Goes to the next place.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Move(ref StridedCursor cursor)
    {
        cursor.Left--;
        for (var i = outer - 1; i >= 0; i--)
        {
            cursor.A += a[i];
            cursor.B += b[i];
            cursor.Y += y[i];
            cursor.Z += z[i];
            if (++cursor.Index[i] < sizes[i])
                return;
            cursor.Index[i] = 0;
            cursor.A -= a[i] * sizes[i];
            cursor.B -= b[i] * sizes[i];
            cursor.Y -= y[i] * sizes[i];
            cursor.Z -= z[i] * sizes[i];
        }
    }
}

/// <summary>Where an operand begins, and its distances from place to place along each dimension.</summary>
internal readonly unsafe struct StridedOperand(float* start, long[] strides)
{
    private readonly float* start = start;
    private readonly long[] strides = strides;

    /// <summary>Takes it apart.</summary>
    public void Deconstruct(out float* first, out long[] along) 
    {
        first = start;
        along = strides;
    }
}

/// <summary>A place of a <see cref="StridedLoop"/>: how far from each operand's first element.</summary>
internal unsafe struct StridedCursor
{
    public int Left;
    public long A;
    public long B;
    public long Y;
    public long Z;
    public fixed int Index[5];
}
