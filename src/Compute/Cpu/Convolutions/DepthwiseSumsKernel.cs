using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics.X86;
using TrainingService.Compute.Cpu.Simd;

namespace TrainingService.Compute.Cpu.Convolutions;

/// <summary>Some cells of one kernel slice, and the output slices for which that slice lies inside the volume.</summary>
internal unsafe struct DepthwiseTaps
{
    public const int Most = 9;

    public int First;
    public int Count;

    /// <summary>Seven to nine instead of one to four.</summary>
    public bool IsMany;
    public int FirstSlice;
    public int EndSlice;
    public fixed long Offsets[Most];
}

/// <summary>The arguments of <see cref="DepthwiseSumsKernel"/>. Strides in floats.</summary>
internal unsafe struct DepthwiseSums
{
    public float* A;
    public nint AVolume;
    public nint ASlice;
    public nint ARow;
    public nint Lda;
    public float* B;
    public nint BUnit;
    public nint BRow;
    public nint Ldb;

    /// <summary>Output slices of a volume.</summary>
    public int Slices;

    /// <summary>Output slices of all volumes.</summary>
    public int Units;
    public int Rows;
    public int Pixels;
    public DepthwiseTaps* Groups;
    public int GroupCount;
    public int Vectors;

    /// <summary>Floats of a cell's sums.</summary>
    public int Stride;
    public int Cells;
    public int Channels;
    public int Parts;
    public nint PartFloats;

    /// <summary>Sums of whole parts.</summary>
    public float* Totals;

    /// <summary>For each part those of the image at hand.</summary>
    public float* Sums;
    public float* Gradient;
}

/// <summary>The kernels of <see cref="DepthwiseWeightGradient"/>: a chunk is a part of the rows, then a cell of the kernel.</summary>
internal static unsafe class DepthwiseSumsKernel
{
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void Run<TI, TV>(void* arguments, int chunk)
        where TI : struct, ISimd<TV>
        where TV : struct
    {
        var job = (DepthwiseSums*)arguments;
        var sums = job->Sums + (chunk * job->PartFloats);
        var totals = job->Totals + (chunk * job->PartFloats);
        new Span<float>(sums, (int)job->PartFloats).Clear();
        new Span<float>(totals, (int)job->PartFloats).Clear();
        var lines = (long)job->Units * job->Rows;
        var end = (chunk + 1) * lines / job->Parts;
        for (var line = chunk * lines / job->Parts; line < end; line++)
        {
            var (unit, row) = ((int)(line / job->Rows), (int)(line % job->Rows));
            AddRow<TI, TV>(job, unit, row, sums);
            if (row == job->Rows - 1 || line == end - 1) Flush<TI, TV>(sums, totals, (int)job->PartFloats);
        }
    }

    private static void AddRow<TI, TV>(DepthwiseSums* job, int unit, int row, float* sums)
        where TI : struct, ISimd<TV>
        where TV : struct
    {
        var volume = unit / job->Slices;
        var slice = unit - (volume * job->Slices);
        var x = job->A + (volume * job->AVolume) + (slice * job->ASlice) + (row * job->ARow);
        var dy = job->B + (unit * job->BUnit) + (row * job->BRow);
        for (var group = job->Groups; group < job->Groups + job->GroupCount; group++)
        {
            if (slice < group->FirstSlice || slice >= group->EndSlice) continue;
            var sum = sums + (group->First * job->Stride);
            for (var vector = 0; vector < job->Vectors; vector++)
            {
                var channel = vector * TI.Width;
                if (group->IsMany) Many<TI, TV>(job, group, x + channel, dy + channel, sum + channel);
                else Few<TI, TV>(job, group, x + channel, dy + channel, sum + channel);
            }
        }
    }

    /// <summary>One vector of channels and seven to nine cells along a row of pixels. The next row is fetched meanwhile, as vectors of one row lie apart.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void Many<TI, TV>(DepthwiseSums* job, DepthwiseTaps* group, float* x, float* dy, float* sums)
        where TI : struct, ISimd<TV>
        where TV : struct
    {
        var offsets = group->Offsets;
        float* x0 = x + offsets[0], x1 = x + offsets[1], x2 = x + offsets[2], x3 = x + offsets[3], x4 = x + offsets[4];
        float* x5 = x + offsets[5], x6 = x + offsets[6], x7 = x + offsets[7], x8 = x + offsets[8];
        var stride = job->Stride;
        var count = group->Count;
        TV s0 = TI.Load(sums), s1 = TI.Load(sums + stride), s2 = TI.Load(sums + (2 * stride)), s3 = TI.Load(sums + (3 * stride));
        TV s4 = TI.Load(sums + (4 * stride)), s5 = TI.Load(sums + (5 * stride)), s6 = TI.Load(sums + (6 * stride));
        TV s7 = Sum<TI, TV>(sums, 7, count, stride), s8 = Sum<TI, TV>(sums, 8, count, stride);
        var (lda, ldb) = (job->Lda, job->Ldb);
        nint at = 0;
        var (aRow, bRow) = (job->ARow, job->BRow);
        for (var pixel = job->Pixels; pixel > 0; pixel--)
        {
            if (Sse.IsSupported)
            {
                Sse.Prefetch0(dy + bRow);
                Sse.Prefetch0(x8 + at + aRow);
            }

            var gradient = TI.Load(dy);
            s0 = TI.MultiplyAdd(TI.Load(x0 + at), gradient, s0);
            s1 = TI.MultiplyAdd(TI.Load(x1 + at), gradient, s1);
            s2 = TI.MultiplyAdd(TI.Load(x2 + at), gradient, s2);
            s3 = TI.MultiplyAdd(TI.Load(x3 + at), gradient, s3);
            s4 = TI.MultiplyAdd(TI.Load(x4 + at), gradient, s4);
            s5 = TI.MultiplyAdd(TI.Load(x5 + at), gradient, s5);
            s6 = TI.MultiplyAdd(TI.Load(x6 + at), gradient, s6);
            s7 = TI.MultiplyAdd(TI.Load(x7 + at), gradient, s7);
            s8 = TI.MultiplyAdd(TI.Load(x8 + at), gradient, s8);
            at += lda;
            dy += ldb;
        }

        TI.Store(sums, s0);
        TI.Store(sums + stride, s1);
        TI.Store(sums + (2 * stride), s2);
        TI.Store(sums + (3 * stride), s3);
        TI.Store(sums + (4 * stride), s4);
        TI.Store(sums + (5 * stride), s5);
        TI.Store(sums + (6 * stride), s6);
        if (count > 7) TI.Store(sums + (7 * stride), s7);
        if (count > 8) TI.Store(sums + (8 * stride), s8);
    }

    /// <summary>As <see cref="Many"/>, for up to four cells.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void Few<TI, TV>(DepthwiseSums* job, DepthwiseTaps* group, float* x, float* dy, float* sums)
        where TI : struct, ISimd<TV>
        where TV : struct
    {
        var offsets = group->Offsets;
        float* x0 = x + offsets[0], x1 = x + offsets[1], x2 = x + offsets[2], x3 = x + offsets[3];
        var stride = job->Stride;
        var count = group->Count;
        TV s0 = TI.Load(sums), s1 = Sum<TI, TV>(sums, 1, count, stride), s2 = Sum<TI, TV>(sums, 2, count, stride), s3 = Sum<TI, TV>(sums, 3, count, stride);
        var (lda, ldb) = (job->Lda, job->Ldb);
        nint at = 0;
        for (var pixel = job->Pixels; pixel > 0; pixel--)
        {
            var gradient = TI.Load(dy);
            s0 = TI.MultiplyAdd(TI.Load(x0 + at), gradient, s0);
            s1 = TI.MultiplyAdd(TI.Load(x1 + at), gradient, s1);
            s2 = TI.MultiplyAdd(TI.Load(x2 + at), gradient, s2);
            s3 = TI.MultiplyAdd(TI.Load(x3 + at), gradient, s3);
            at += lda;
            dy += ldb;
        }

        TI.Store(sums, s0);
        if (count > 1) TI.Store(sums + stride, s1);
        if (count > 2) TI.Store(sums + (2 * stride), s2);
        if (count > 3) TI.Store(sums + (3 * stride), s3);
    }

    // Spare places have no sums of their own.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static TV Sum<TI, TV>(float* sums, int place, int count, int stride)
        where TI : struct, ISimd<TV>
        where TV : struct => place < count ? TI.Load(sums + (place * stride)) : TI.Zero;

    private static void Flush<TI, TV>(float* sums, float* totals, int count)
        where TI : struct, ISimd<TV>
        where TV : struct
    {
        for (var i = 0; i < count; i += TI.Width)
        {
            TI.Store(totals + i, TI.Add(TI.Load(totals + i), TI.Load(sums + i)));
            TI.Store(sums + i, TI.Zero);
        }
    }

    /// <summary>Adds up the parts in their order.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void Total<TI, TV>(void* arguments, int cell)
        where TI : struct, ISimd<TV>
        where TV : struct
    {
        var job = (DepthwiseSums*)arguments;
        for (var channel = 0; channel < job->Channels; channel += TI.Width)
        {
            var source = job->Totals + (cell * job->Stride) + channel;
            var sum = TI.Load(source);
            for (var part = 1; part < job->Parts; part++) sum = TI.Add(sum, TI.Load(source += job->PartFloats));
            TI.StorePartial(job->Gradient + ((nint)cell * job->Channels) + channel, sum, Math.Min(TI.Width, job->Channels - channel));
        }
    }

    internal readonly struct Choice : IKernelChoice
    {
        public static nint For<TI, TV>()
            where TI : struct, ISimd<TV>
            where TV : struct => (nint)(delegate*<void*, int, void>)&Run<TI, TV>;
    }

    internal readonly struct TotalChoice : IKernelChoice
    {
        public static nint For<TI, TV>()
            where TI : struct, ISimd<TV>
            where TV : struct => (nint)(delegate*<void*, int, void>)&Total<TI, TV>;
    }
}
