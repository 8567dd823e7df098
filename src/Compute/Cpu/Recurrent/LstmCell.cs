using System.Runtime.CompilerServices;
using TrainingService.Compute.Cpu.Simd;

namespace TrainingService.Compute.Cpu.Recurrent;

/// <summary>c' = f c + i g; h' = o tanh c'.</summary>
internal readonly unsafe struct LstmCell : IForwardCell
{
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Step<TI, TV>(RecurrentArguments* job, int step, int first, int rows, bool larger)
        where TI : struct, ISimd<TV>
        where TV : struct
    {
        var u = job->Units;
        var at = (((nint)step * job->Rows) + first) * u;
        var nextStep = (nint)job->Rows * u;
        job->Product.Run(job->States + at, u, job->Gates + (4 * at), 4 * u, larger, job->RecurrentBias, true);
        var position = job->PositionOf(step);
        for (var row = first; row < first + rows; row++, at += u)
        {
            var cell = job->Memory + at;
            if (!job->Has(row, position))
            {
                RecurrentForwardKernel.Rest<TI, TV>(job, step, row, position);
                Lanes.Copy<TI, TV>(cell, cell + nextStep, u);
                continue;
            }

            var gate = job->Gates + (4 * at);
            var next = job->States + at + nextStep;
            var y = job->Y + ((((nint)row * job->Steps) + position) * u);
            for (var j = 0; j < u; j += TI.Width)
            {
                var left = u - j;
                var i = VecMath.Sigmoid<TI, TV>(Lanes.Load<TI, TV>(gate + j, left));
                var f = VecMath.Sigmoid<TI, TV>(Lanes.Load<TI, TV>(gate + u + j, left));
                var g = VecMath.Tanh<TI, TV>(Lanes.Load<TI, TV>(gate + (2 * u) + j, left));
                var o = VecMath.Sigmoid<TI, TV>(Lanes.Load<TI, TV>(gate + (3 * u) + j, left));
                var c = TI.MultiplyAdd(f, Lanes.Load<TI, TV>(cell + j, left), TI.Multiply(i, g));
                var h = TI.Multiply(o, VecMath.Tanh<TI, TV>(c));
                Lanes.Store<TI, TV>(gate + j, i, left);
                Lanes.Store<TI, TV>(gate + u + j, f, left);
                Lanes.Store<TI, TV>(gate + (2 * u) + j, g, left);
                Lanes.Store<TI, TV>(gate + (3 * u) + j, o, left);
                Lanes.Store<TI, TV>(cell + nextStep + j, c, left);
                Lanes.Store<TI, TV>(next + j, h, left);
                Lanes.Store<TI, TV>(y + j, h, left);
            }
        }
    }
}
