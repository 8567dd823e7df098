using System.Runtime.CompilerServices;
using TrainingService.Compute.Cpu.Simd;

namespace TrainingService.Compute.Cpu.Losses;

/// <summary>
/// The mean over a row's boxes of <see cref="BoxOverlapLoss"/>; P0 is the factor of the smooth L1. A chunk is a number of rows. Boxes are taken a vector's
/// worth at a time without regard to rows, of which one may have few; the rows' sums are drawn from what each box gave, while all is in the first cache.
/// </summary>
internal static unsafe class BoxLossKernel
{
    /// <summary>Boxes taken at once: whole rows, or a piece of a long one.</summary>
    private const int MostBoxes = 512;

    public readonly struct Choice : IKernelChoice
    {
        public static nint For<TI, TV>()
            where TI : struct, ISimd<TV>
            where TV : struct => (nint)(delegate*<void*, int, void>)&Run<TI, TV>;
    }

    [SkipLocalsInit]
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void Run<TI, TV>(void* arguments, int chunk)
        where TI : struct, ISimd<TV>
        where TV : struct
    {
        var args = (LossArguments*)arguments;
        var boxes = args->Outputs / 4;
        var (row, end) = (chunk * args->RowsPerChunk, Math.Min(args->Rows, (chunk + 1) * args->RowsPerChunk));
        new Span<int>(args->Predictions + row, end - row).Clear();
        var values = stackalloc float[MostBoxes];
        var counts = stackalloc float[MostBoxes];
        while (row < end)
        {
            if (boxes > MostBoxes)
            {
                Long<TI, TV>(args, row, boxes, values, counts);
                row++;
                continue;
            }

            var rows = Math.Min(end - row, MostBoxes / boxes);
            Evaluate<TI, TV>(args, (nint)row * boxes, rows * boxes, values, counts);
            for (var i = 0; i < rows; i++)
                Finish<TI, TV>(args, row + i, Sum<TI, TV>(values + (i * boxes), boxes), Sum<TI, TV>(counts + (i * boxes), boxes));
            row += rows;
        }
    }

    /// <summary>A row of more boxes than are taken at once.</summary>
    private static void Long<TI, TV>(LossArguments* args, int row, int boxes, float* values, float* counts)
        where TI : struct, ISimd<TV>
        where TV : struct
    {
        var (loss, counted) = (0f, 0f);
        for (var box = 0; box < boxes; box += MostBoxes)
        {
            var count = Math.Min(MostBoxes, boxes - box);
            Evaluate<TI, TV>(args, ((nint)row * boxes) + box, count, values, counts);
            loss += Sum<TI, TV>(values, count);
            counted += Sum<TI, TV>(counts, count);
        }

        Finish<TI, TV>(args, row, loss, counted);
    }

    /// <summary>What each box adds to its row, 1 where it counts, and its slopes as if it were the only one of its row.</summary>
    private static void Evaluate<TI, TV>(LossArguments* args, nint first, int count, float* values, float* counts)
        where TI : struct, ISimd<TV>
        where TV : struct
    {
        var z = args->Z + (4 * first);
        var t = args->Numbers + (4 * first);
        var dz = args->Gradient == null ? null : args->Gradient + (4 * first);
        var i = 0;
        for (; i <= count - TI.Width; i += TI.Width)
            BoxOverlapLoss.Evaluate<TI, TV>(args, z + (4 * i), t + (4 * i), dz == null ? null : dz + (4 * i), values + i, counts + i);

        if (i < count)
            Rest<TI, TV>(args, z + (4 * i), t + (4 * i), dz == null ? null : dz + (4 * i), count - i, values + i, counts + i);
    }

    /// <summary>Fewer boxes than lanes: through memory in which the other lanes hold no box.</summary>
    [SkipLocalsInit]
    [MethodImpl(MethodImplOptions.NoInlining)]
    private static void Rest<TI, TV>(LossArguments* args, float* z, float* t, float* dz, int count, float* values, float* counts)
        where TI : struct, ISimd<TV>
        where TV : struct
    {
        var predicted = stackalloc float[64];
        var wanted = stackalloc float[64];
        var slopes = stackalloc float[64];
        var value = stackalloc float[16];
        var counted = stackalloc float[16];
        new Span<float>(predicted, 64).Clear();
        new Span<float>(wanted, 64).Fill(-1);
        for (var i = 4 * count; i < 64; i += 4)
            (wanted[i], wanted[i + 1]) = (0, 0);
        new Span<float>(z, 4 * count).CopyTo(new Span<float>(predicted, 64));
        new Span<float>(t, 4 * count).CopyTo(new Span<float>(wanted, 64));
        BoxOverlapLoss.Evaluate<TI, TV>(args, predicted, wanted, dz == null ? null : slopes, value, counted);
        new Span<float>(value, count).CopyTo(new Span<float>(values, count));
        new Span<float>(counted, count).CopyTo(new Span<float>(counts, count));
        if (dz != null)
            new Span<float>(slopes, 4 * count).CopyTo(new Span<float>(dz, 4 * count));
    }

    /// <summary>The loss of a row, and its slopes shared between the boxes that count.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Finish<TI, TV>(LossArguments* args, int row, float loss, float counted)
        where TI : struct, ISimd<TV>
        where TV : struct
    {
        args->Loss[row] = counted == 0 ? 0 : loss / counted;
        if (args->Gradient == null || counted <= 1)
            return;
        var n = args->Outputs;
        var dz = args->Gradient + ((nint)row * n);
        var share = TI.Broadcast(1 / counted);
        for (var i = 0; i < n; i += TI.Width)
            Lanes.Store<TI, TV>(dz + i, TI.Multiply(share, Lanes.Load<TI, TV>(dz + i, n - i)), n - i);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static float Sum<TI, TV>(float* values, int count)
        where TI : struct, ISimd<TV>
        where TV : struct
    {
        var (i, sum) = (0, 0f);
        if (count >= TI.Width)
        {
            var sums = TI.Zero;
            for (; i < count; i += TI.Width)
                sums = TI.Add(sums, Lanes.Load<TI, TV>(values + i, count - i));
            return TI.Sum(sums);
        }

        for (; i < count; i++)
            sum += values[i];
        return sum;
    }
}
