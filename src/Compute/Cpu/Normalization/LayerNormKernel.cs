using System.Runtime.CompilerServices;
using TrainingService.Compute.Cpu.Simd;

namespace TrainingService.Compute.Cpu.Normalization;

/// <summary>Normalizes each cell while it is in the first cache; a chunk is a number of cells.</summary>
internal static unsafe class LayerNormKernel
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
        var args = (LayerNormArguments*)arguments;
        var n = args->Grid.Channels;
        var end = args->Grid.EndOf(chunk);
        for (var cell = args->Grid.FirstOf(chunk); cell < end; cell++)
        {
            var x = args->Grid.Cell(args->X, cell, n);
            var y = args->Grid.Cell(args->Y, cell, n);
            var mean = args->Centered ? Sum<TI, TV>(x, n) / n : 0;
            var inverse = 1 / MathF.Sqrt((Squares<TI, TV>(x, n, mean) / n) + args->Epsilon);
            args->Mean[cell] = mean;
            args->Inverse[cell] = inverse;
            Apply<TI, TV>(args, x, y, mean, inverse);
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static float Sum<TI, TV>(float* x, int n)
        where TI : struct, ISimd<TV>
        where TV : struct
    {
        TV sum0 = TI.Zero, sum1 = TI.Zero;
        var i = 0;
        for (; i <= n - (2 * TI.Width); i += 2 * TI.Width)
        {
            sum0 = TI.Add(sum0, TI.Load(x + i));
            sum1 = TI.Add(sum1, TI.Load(x + i + TI.Width));
        }

        for (; i < n; i += TI.Width)
            sum0 = TI.Add(sum0, TI.LoadPartial(x + i, Math.Min(TI.Width, n - i)));
        return TI.Sum(TI.Add(sum0, sum1));
    }

    /// <summary>Σ (x - mean)².</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static float Squares<TI, TV>(float* x, int n, float mean)
        where TI : struct, ISimd<TV>
        where TV : struct
    {
        var center = TI.Broadcast(mean);
        TV sum0 = TI.Zero, sum1 = TI.Zero;
        var i = 0;
        for (; i <= n - (2 * TI.Width); i += 2 * TI.Width)
        {
            var (d0, d1) = (TI.Subtract(TI.Load(x + i), center), TI.Subtract(TI.Load(x + i + TI.Width), center));
            sum0 = TI.MultiplyAdd(d0, d0, sum0);
            sum1 = TI.MultiplyAdd(d1, d1, sum1);
        }

        var rest = 0f;
        for (; i <= n - TI.Width; i += TI.Width)
        {
            var d = TI.Subtract(TI.Load(x + i), center);
            sum0 = TI.MultiplyAdd(d, d, sum0);
        }

        // Lanes behind the end would count as 0 - mean, so the last few are taken one by one.
        for (; i < n; i++)
            rest += (x[i] - mean) * (x[i] - mean);
        return TI.Sum(TI.Add(sum0, sum1)) + rest;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Apply<TI, TV>(LayerNormArguments* args, float* x, float* y, float mean, float inverse)
        where TI : struct, ISimd<TV>
        where TV : struct
    {
        var n = args->Grid.Channels;
        var (center, factor) = (TI.Broadcast(mean), TI.Broadcast(inverse));
        for (var i = 0; i < n; i += TI.Width)
        {
            var count = Math.Min(TI.Width, n - i);
            var value = TI.Multiply(TI.Subtract(TI.LoadPartial(x + i, count), center), factor);
            if (args->Scale != null)
                value = TI.Multiply(value, TI.LoadPartial(args->Scale + i, count));
            if (args->Offset != null)
                value = TI.Add(value, TI.LoadPartial(args->Offset + i, count));
            TI.StorePartial(y + i, value, count);
        }
    }
}
