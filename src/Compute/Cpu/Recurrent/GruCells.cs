using System.Runtime.CompilerServices;
using TrainingService.Compute.Cpu.Simd;

namespace TrainingService.Compute.Cpu.Recurrent;

/// <summary>The GRU whose reset gate acts on the recurrent product: n = tanh(x Wₙ + bₙ + r q).</summary>
internal readonly unsafe struct GruAfterCell : IForwardCell
{
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Step<TI, TV>(RecurrentArguments* job, int step, int first, int rows, bool larger)
        where TI : struct, ISimd<TV>
        where TV : struct
    {
        var u = job->Units;
        var at = (((nint)step * job->Rows) + first) * u;
        var bias = job->RecurrentBias;
        job->Product.Run(job->States + at, u, job->Gates + (3 * at), 3 * u, larger, bias, true);
        job->Candidate.Run(job->States + at, u, job->Memory + at, u, larger, bias == null ? null : bias + (2 * u), false);
        var position = job->PositionOf(step);
        for (var row = first; row < first + rows; row++, at += u)
        {
            var gate = job->Gates + (3 * at);
            var q = job->Memory + at;
            var h = job->States + at;
            if (!job->Has(row, position))
            {
                RecurrentForwardKernel.Rest<TI, TV>(job, step, row, position);
                Lanes.Clear<TI, TV>(q, u);
                continue;
            }

            var next = h + ((nint)job->Rows * u);
            var y = job->Y + ((((nint)row * job->Steps) + position) * u);
            for (var j = 0; j < u; j += TI.Width)
            {
                var left = u - j;
                var r = VecMath.Sigmoid<TI, TV>(Lanes.Load<TI, TV>(gate + j, left));
                var z = VecMath.Sigmoid<TI, TV>(Lanes.Load<TI, TV>(gate + u + j, left));
                var n = VecMath.Tanh<TI, TV>(TI.MultiplyAdd(r, Lanes.Load<TI, TV>(q + j, left), Lanes.Load<TI, TV>(gate + (2 * u) + j, left)));
                var state = TI.MultiplyAdd(z, TI.Subtract(Lanes.Load<TI, TV>(h + j, left), n), n);
                Lanes.Store<TI, TV>(gate + j, r, left);
                Lanes.Store<TI, TV>(gate + u + j, z, left);
                Lanes.Store<TI, TV>(gate + (2 * u) + j, n, left);
                Lanes.Store<TI, TV>(next + j, state, left);
                Lanes.Store<TI, TV>(y + j, state, left);
            }
        }
    }
}

/// <summary>The GRU whose reset gate acts on the state: n = tanh(x Wₙ + bₙ + (r h) Uₙ + rₙ).</summary>
internal readonly unsafe struct GruBeforeCell : IForwardCell
{
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Step<TI, TV>(RecurrentArguments* job, int step, int first, int rows, bool larger)
        where TI : struct, ISimd<TV>
        where TV : struct
    {
        var u = job->Units;
        var at = (((nint)step * job->Rows) + first) * u;
        var bias = job->RecurrentBias;
        job->Product.Run(job->States + at, u, job->Gates + (3 * at), 3 * u, larger, bias, true);
        Reset<TI, TV>(job, at, rows);
        job->Candidate.Run(
            job->Memory + at, u, job->Gates + (3 * at) + (2 * u), 3 * u, larger, bias == null ? null : bias + (2 * u), true);
        var position = job->PositionOf(step);
        for (var row = first; row < first + rows; row++, at += u)
        {
            var gate = job->Gates + (3 * at);
            var h = job->States + at;
            if (!job->Has(row, position))
            {
                RecurrentForwardKernel.Rest<TI, TV>(job, step, row, position);
                Lanes.Clear<TI, TV>(job->Memory + at, u);
                continue;
            }

            var next = h + ((nint)job->Rows * u);
            var y = job->Y + ((((nint)row * job->Steps) + position) * u);
            for (var j = 0; j < u; j += TI.Width)
            {
                var left = u - j;
                var z = Lanes.Load<TI, TV>(gate + u + j, left);
                var n = VecMath.Tanh<TI, TV>(Lanes.Load<TI, TV>(gate + (2 * u) + j, left));
                var state = TI.MultiplyAdd(z, TI.Subtract(Lanes.Load<TI, TV>(h + j, left), n), n);
                Lanes.Store<TI, TV>(gate + (2 * u) + j, n, left);
                Lanes.Store<TI, TV>(next + j, state, left);
                Lanes.Store<TI, TV>(y + j, state, left);
            }
        }
    }

    /// <summary>r and z, and r·h for the candidate's product.</summary>
    private static void Reset<TI, TV>(RecurrentArguments* job, nint at, int rows)
        where TI : struct, ISimd<TV>
        where TV : struct
    {
        var u = job->Units;
        for (var row = 0; row < rows; row++, at += u)
        {
            var gate = job->Gates + (3 * at);
            for (var j = 0; j < u; j += TI.Width)
            {
                var left = u - j;
                var r = VecMath.Sigmoid<TI, TV>(Lanes.Load<TI, TV>(gate + j, left));
                var z = VecMath.Sigmoid<TI, TV>(Lanes.Load<TI, TV>(gate + u + j, left));
                Lanes.Store<TI, TV>(gate + j, r, left);
                Lanes.Store<TI, TV>(gate + u + j, z, left);
                Lanes.Store<TI, TV>(job->Memory + at + j, TI.Multiply(r, Lanes.Load<TI, TV>(job->States + at + j, left)), left);
            }
        }
    }
}
