using System.Runtime.CompilerServices;
using TrainingService.Compute.Cpu.Simd;

namespace TrainingService.Compute.Cpu.Strided;

internal unsafe struct StridedSumArguments
{
    /// <summary>Over what stays: A is x, Y is y. The inner dimension is 1 long where the last dimension is summed.</summary>
    public StridedLoop Kept;

    /// <summary>Over what is summed: A is x. One chunk.</summary>
    public StridedLoop Summed;
    public float* X;
    public float* Y;
}

/// <summary>Sums over some dimensions, always in the same order.</summary>
internal static unsafe class StridedSumKernel
{
    public readonly struct Choice : IKernelChoice
    {
        public static nint For<TI, TV>()
            where TI : struct, ISimd<TV>
            where TV : struct => (nint)(delegate*<void*, int, void>)&Run<TI, TV>;
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void Run<TI, TV>(void* arguments, int chunk)
        where TI : struct, ISimd<TV>
        where TV : struct
    {
        var args = (StridedSumArguments*)arguments;
        var n = args->Kept.Inner.Size;
        for (var at = args->Kept.Start(chunk); at.Left > 0; args->Kept.Move(ref at))
        {
            var x = args->X + at.A;
            var y = args->Y + at.Y;
            if (args->Kept.Inner.A != 1 || args->Kept.Inner.Y != 1)
            {
                for (var i = 0; i < n; i++)
                    y[i * args->Kept.Inner.Y] = Along<TI, TV>(args, x + (i * args->Kept.Inner.A));
                continue;
            }

            for (var i = 0; i < n; i += TI.Width)
            {
                var count = Math.Min(TI.Width, n - i);
                TI.StorePartial(y + i, Across<TI, TV>(args, x + i, count), count);
            }
        }
    }

    /// <summary>Sums of places side by side.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static TV Across<TI, TV>(StridedSumArguments* args, float* x, int count)
        where TI : struct, ISimd<TV>
        where TV : struct
    {
        var inner = args->Summed.Inner;
        TV sum0 = TI.Zero, sum1 = TI.Zero;
        for (var at = WholeOf(args); at.Left > 0; args->Summed.Move(ref at))
        {
            var from = x + at.A;
            var i = 0;
            for (; i < inner.Size - 1; i += 2, from += 2 * inner.A)
            {
                sum0 = TI.Add(sum0, TI.LoadPartial(from, count));
                sum1 = TI.Add(sum1, TI.LoadPartial(from + inner.A, count));
            }

            if (i < inner.Size)
                sum0 = TI.Add(sum0, TI.LoadPartial(from, count));
        }

        return TI.Add(sum0, sum1);
    }

    /// <summary>The sum of one place.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static float Along<TI, TV>(StridedSumArguments* args, float* x)
        where TI : struct, ISimd<TV>
        where TV : struct
    {
        var inner = args->Summed.Inner;
        var (sums, rest) = (TI.Zero, 0f);
        for (var at = WholeOf(args); at.Left > 0; args->Summed.Move(ref at))
        {
            var from = x + at.A;
            for (var i = 0; inner.A == 1 && i < inner.Size; i += TI.Width)
                sums = TI.Add(sums, TI.LoadPartial(from + i, Math.Min(TI.Width, inner.Size - i)));
            for (var i = 0; inner.A != 1 && i < inner.Size; i++)
                rest += from[i * inner.A];
        }

        return TI.Sum(sums) + rest;
    }

    /// <summary>All places that are summed, as if they were one chunk.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static StridedCursor WholeOf(StridedSumArguments* args)
    {
        var cursor = default(StridedCursor);
        cursor.Left = args->Summed.Places;
        return cursor;
    }
}
