using System.Runtime.CompilerServices;
using TrainingService.Compute.Cpu.Simd;

namespace TrainingService.Compute.Cpu.Recurrent;

/// <summary>The step backwards of the GRU that resets after.</summary>
internal readonly unsafe struct GruAfterCellGradient : IBackwardCell
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
            if (job->Has(row, position))
            {
                Row<TI, TV>(job, row, at);
                continue;
            }

            Lanes.Clear<TI, TV>(job->Outer + (3 * at), 3 * u);
            Lanes.Clear<TI, TV>(job->Inner + (3 * at), 3 * u);
        }

        job->Product.Run(job->Inner + (3 * start), 3 * u, job->FirstState + ((nint)first * u), u, larger, null, true);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Row<TI, TV>(RecurrentArguments* job, int row, nint at)
        where TI : struct, ISimd<TV>
        where TV : struct
    {
        var u = job->Units;
        var gate = job->Gates + (3 * at);
        var outer = job->Outer + (3 * at);
        var inner = job->Inner + (3 * at);
        var dh = job->FirstState + ((nint)row * u);
        var one = TI.Broadcast(1f);
        for (var j = 0; j < u; j += TI.Width)
        {
            var left = u - j;
            var r = Lanes.Load<TI, TV>(gate + j, left);
            var z = Lanes.Load<TI, TV>(gate + u + j, left);
            var n = Lanes.Load<TI, TV>(gate + (2 * u) + j, left);
            var h = Lanes.Load<TI, TV>(dh + j, left);
            var keep = TI.Subtract(one, z);
            var dn = TI.Multiply(TI.Multiply(h, keep), TI.Subtract(one, TI.Multiply(n, n)));
            var dz = TI.Multiply(TI.Multiply(h, TI.Subtract(Lanes.Load<TI, TV>(job->States + at + j, left), n)), TI.Multiply(z, keep));
            var dr = TI.Multiply(TI.Multiply(dn, Lanes.Load<TI, TV>(job->Memory + at + j, left)), TI.Multiply(r, TI.Subtract(one, r)));
            Lanes.Store<TI, TV>(outer + j, dr, left);
            Lanes.Store<TI, TV>(outer + u + j, dz, left);
            Lanes.Store<TI, TV>(outer + (2 * u) + j, dn, left);
            Lanes.Store<TI, TV>(inner + j, dr, left);
            Lanes.Store<TI, TV>(inner + u + j, dz, left);
            Lanes.Store<TI, TV>(inner + (2 * u) + j, TI.Multiply(dn, r), left);
            Lanes.Store<TI, TV>(dh + j, TI.Multiply(h, z), left);
        }
    }
}

/// <summary>The step backwards of the GRU that resets before.</summary>
internal readonly unsafe struct GruBeforeCellGradient : IBackwardCell
{
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Step<TI, TV>(RecurrentArguments* job, int step, int first, int rows, bool larger)
        where TI : struct, ISimd<TV>
        where TV : struct
    {
        var u = job->Units;
        var start = (((nint)step * job->Rows) + first) * u;
        var (at, position) = (start, job->PositionOf(step));
        var dh = job->FirstState + ((nint)first * u);
        for (var row = 0; row < rows; row++, at += u)
        {
            if (job->Has(first + row, position)) Gates<TI, TV>(job, dh + ((nint)row * u), at);
            else Lanes.Clear<TI, TV>(job->Outer + (3 * at), 3 * u);
        }

        job->Candidate.Run(job->Outer + (3 * start) + (2 * u), 3 * u, job->ResetState + ((nint)first * u), u, larger, null, false);
        for (var row = 0; row < rows; row++)
        {
            if (job->Has(first + row, position))
                Reset<TI, TV>(job, dh + ((nint)row * u), job->ResetState + ((nint)(first + row) * u), start + ((nint)row * u));
        }

        job->Product.Run(job->Outer + (3 * start), 3 * u, dh, u, larger, null, true);
    }

    /// <summary>The gradients of n and z, and the state's own share of dh.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Gates<TI, TV>(RecurrentArguments* job, float* dh, nint at)
        where TI : struct, ISimd<TV>
        where TV : struct
    {
        var u = job->Units;
        var gate = job->Gates + (3 * at);
        var outer = job->Outer + (3 * at);
        var one = TI.Broadcast(1f);
        for (var j = 0; j < u; j += TI.Width)
        {
            var left = u - j;
            var z = Lanes.Load<TI, TV>(gate + u + j, left);
            var n = Lanes.Load<TI, TV>(gate + (2 * u) + j, left);
            var h = Lanes.Load<TI, TV>(dh + j, left);
            var keep = TI.Subtract(one, z);
            var dz = TI.Multiply(TI.Multiply(h, TI.Subtract(Lanes.Load<TI, TV>(job->States + at + j, left), n)), TI.Multiply(z, keep));
            Lanes.Store<TI, TV>(outer + u + j, dz, left);
            Lanes.Store<TI, TV>(outer + (2 * u) + j, TI.Multiply(TI.Multiply(h, keep), TI.Subtract(one, TI.Multiply(n, n))), left);
            Lanes.Store<TI, TV>(dh + j, TI.Multiply(h, z), left);
        }
    }

    /// <summary>From the gradient of r·h those of r and of h.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Reset<TI, TV>(RecurrentArguments* job, float* dh, float* reset, nint at)
        where TI : struct, ISimd<TV>
        where TV : struct
    {
        var u = job->Units;
        var one = TI.Broadcast(1f);
        for (var j = 0; j < u; j += TI.Width)
        {
            var left = u - j;
            var r = Lanes.Load<TI, TV>(job->Gates + (3 * at) + j, left);
            var gradient = Lanes.Load<TI, TV>(reset + j, left);
            var dr = TI.Multiply(TI.Multiply(gradient, Lanes.Load<TI, TV>(job->States + at + j, left)), TI.Multiply(r, TI.Subtract(one, r)));
            Lanes.Store<TI, TV>(job->Outer + (3 * at) + j, dr, left);
            Lanes.Store<TI, TV>(dh + j, TI.MultiplyAdd(gradient, r, Lanes.Load<TI, TV>(dh + j, left)), left);
        }
    }
}
