using System.Runtime.CompilerServices;
using TrainingService.Compute.Cpu.MicroKernels;
using TrainingService.Compute.Cpu.Simd;

namespace TrainingService.Compute.Cpu.Recurrent;

/// <summary>da = dh' · f'(a); dh = da Uᵀ.</summary>
internal readonly unsafe struct SimpleCellGradient<TFunction> : IBackwardCell
    where TFunction : struct, ITileFunction
{
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Step<TI, TV>(RecurrentArguments* job, int step, int first, int rows, bool larger)
        where TI : struct, ISimd<TV>
        where TV : struct
    {
        var u = job->Units;
        var start = (((nint)step * job->Rows) + first) * u;
        var (at, position) = (start, job->PositionOf(step));
        for (var row = first; row < first + rows; row++, at += u)
        {
            if (!job->Has(row, position))
            {
                Lanes.Clear<TI, TV>(job->Outer + at, u);
                continue;
            }

            var dh = job->FirstState + ((nint)row * u);
            for (var j = 0; j < u; j += TI.Width)
            {
                var gradient = TFunction.Apply<TI, TV>(Lanes.Load<TI, TV>(dh + j, u - j), Lanes.Load<TI, TV>(job->Gates + at + j, u - j), TI.Zero);
                Lanes.Store<TI, TV>(job->Outer + at + j, gradient, u - j);
            }

            Lanes.Clear<TI, TV>(dh, u);
        }

        job->Product.Run(job->Outer + start, u, job->FirstState + ((nint)first * u), u, larger, null, true);
    }
}
