using System.Runtime.CompilerServices;
using TrainingService.Compute.Cpu.MicroKernels;
using TrainingService.Compute.Cpu.Simd;

namespace TrainingService.Compute.Cpu.Recurrent;

/// <summary>max(0, x), NaN staying NaN.</summary>
internal readonly struct ReluFunction : ITileFunction
{
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static TV Apply<TI, TV>(TV c, TV x, TV slope)
        where TI : struct, ISimd<TV>
        where TV : struct => TI.Max(TI.Zero, c);
}

/// <summary>h' = f(x W + b + h U + r).</summary>
internal readonly unsafe struct SimpleCell<TFunction> : IForwardCell
    where TFunction : struct, ITileFunction
{
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Step<TI, TV>(RecurrentArguments* job, int step, int first, int rows, bool larger)
        where TI : struct, ISimd<TV>
        where TV : struct
    {
        var u = job->Units;
        var at = (((nint)step * job->Rows) + first) * u;
        job->Product.Run(job->States + at, u, job->Gates + at, u, larger, job->RecurrentBias, true);
        var position = job->PositionOf(step);
        for (var row = first; row < first + rows; row++, at += u)
        {
            if (!job->Has(row, position))
            {
                RecurrentForwardKernel.Rest<TI, TV>(job, step, row, position);
                continue;
            }

            var gate = job->Gates + at;
            var next = job->States + at + ((nint)job->Rows * u);
            var y = job->Y + ((((nint)row * job->Steps) + position) * u);
            for (var j = 0; j < u; j += TI.Width)
            {
                var h = TFunction.Apply<TI, TV>(Lanes.Load<TI, TV>(gate + j, u - j), TI.Zero, TI.Zero);
                Lanes.Store<TI, TV>(gate + j, h, u - j);
                Lanes.Store<TI, TV>(next + j, h, u - j);
                Lanes.Store<TI, TV>(y + j, h, u - j);
            }
        }
    }
}
