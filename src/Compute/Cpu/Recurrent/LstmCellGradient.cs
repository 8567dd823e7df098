using System.Runtime.CompilerServices;
using TrainingService.Compute.Cpu.Simd;

namespace TrainingService.Compute.Cpu.Recurrent;

/// <summary>The LSTM's step backwards.</summary>
internal readonly unsafe struct LstmCellGradient : IBackwardCell
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
            var da = job->Outer + (4 * at);
            if (job->Has(row, position)) Row<TI, TV>(job, row, at, da);
            else Lanes.Clear<TI, TV>(da, 4 * u);
        }

        job->Product.Run(job->Outer + (4 * start), 4 * u, job->FirstState + ((nint)first * u), u, larger, null, true);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Row<TI, TV>(RecurrentArguments* job, int row, nint at, float* da)
        where TI : struct, ISimd<TV>
        where TV : struct
    {
        var u = job->Units;
        var gate = job->Gates + (4 * at);
        var cell = job->Memory + at;
        var next = cell + ((nint)job->Rows * u);
        var dh = job->FirstState + ((nint)row * u);
        var dc = job->FirstCell + ((nint)row * u);
        var one = TI.Broadcast(1f);
        for (var j = 0; j < u; j += TI.Width)
        {
            var left = u - j;
            var i = Lanes.Load<TI, TV>(gate + j, left);
            var f = Lanes.Load<TI, TV>(gate + u + j, left);
            var g = Lanes.Load<TI, TV>(gate + (2 * u) + j, left);
            var o = Lanes.Load<TI, TV>(gate + (3 * u) + j, left);
            var tanh = VecMath.Tanh<TI, TV>(Lanes.Load<TI, TV>(next + j, left));
            var h = Lanes.Load<TI, TV>(dh + j, left);
            var open = TI.Subtract(one, TI.Multiply(tanh, tanh));
            var c = TI.MultiplyAdd(TI.Multiply(h, o), open, Lanes.Load<TI, TV>(dc + j, left));
            var di = TI.Multiply(TI.Multiply(c, g), TI.Multiply(i, TI.Subtract(one, i)));
            var df = TI.Multiply(TI.Multiply(c, Lanes.Load<TI, TV>(cell + j, left)), TI.Multiply(f, TI.Subtract(one, f)));
            var dg = TI.Multiply(TI.Multiply(c, i), TI.Subtract(one, TI.Multiply(g, g)));
            var dOut = TI.Multiply(TI.Multiply(h, tanh), TI.Multiply(o, TI.Subtract(one, o)));
            Lanes.Store<TI, TV>(da + j, di, left);
            Lanes.Store<TI, TV>(da + u + j, df, left);
            Lanes.Store<TI, TV>(da + (2 * u) + j, dg, left);
            Lanes.Store<TI, TV>(da + (3 * u) + j, dOut, left);
            Lanes.Store<TI, TV>(dc + j, TI.Multiply(c, f), left);
            Lanes.Store<TI, TV>(dh + j, TI.Zero, left);
        }
    }
}
