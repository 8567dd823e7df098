using System.Runtime.CompilerServices;
using TrainingService.Compute.Cpu.Simd;

namespace TrainingService.Compute.Cpu.Losses;

/// <summary>A loss of a whole row; the prediction is the index of the largest output.</summary>
internal unsafe interface IRowLoss
{
    /// <summary>The loss of a counted row, and its gradient times <paramref name="share"/> unless <paramref name="dz"/> is null.</summary>
    static abstract float Evaluate(LossArguments* args, int row, float* z, float* dz, float share);
}

/// <summary>Losses whose formulas are not worth vectors; a chunk is a number of rows.</summary>
internal static unsafe class RowLossKernel
{
    public readonly struct Choice<TL> : IKernelChoice
        where TL : struct, IRowLoss
    {
        public static nint For<TI, TV>()
            where TI : struct, ISimd<TV>
            where TV : struct => (nint)(delegate*<void*, int, void>)&Run<TL, TI, TV>;
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void Run<TL, TI, TV>(void* arguments, int chunk)
        where TL : struct, IRowLoss
        where TI : struct, ISimd<TV>
        where TV : struct
    {
        var args = (LossArguments*)arguments;
        var n = args->Outputs;
        var end = Math.Min(args->Rows, (chunk + 1) * args->RowsPerChunk);
        for (var row = chunk * args->RowsPerChunk; row < end; row++)
        {
            var z = args->Z + (long)row * n;
            args->Predictions[row] = RowMaximum.IndexOf<TI, TV>(z, n, RowMaximum.Of<TI, TV>(z, n));
            if (!args->Counts(row))
                continue;
            var factor = args->FactorOf(row);
            var dz = args->Gradient == null ? null : args->Gradient + (long)row * n;
            args->Loss[row] = factor * TL.Evaluate(args, row, z, dz, factor * *args->Share);
        }
    }
}
