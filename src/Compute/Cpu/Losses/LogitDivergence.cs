using System.Runtime.CompilerServices;
using TrainingService.Compute.Cpu.Simd;

namespace TrainingService.Compute.Cpu.Losses;

/// <summary>Divergences of p = softmax(z) of a row. The gradient's place holds the exponentials until the sums are known.</summary>
internal static unsafe class LogitDivergence
{
    /// <summary>Σ t log(t / p).</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static float Forward<TI, TV>(float* z, float* t, float* dz, int n, float largest, float share)
        where TI : struct, ISimd<TV>
        where TV : struct
    {
        var sum = RowExponentials.Of<TI, TV>(z, dz, n, largest);
        var shift = TI.Broadcast(largest + MathF.Log(sum));
        var (loss, total) = (TI.Zero, TI.Zero);
        for (var i = 0; i < n; i += TI.Width)
        {
            var wanted = Lanes.Load<TI, TV>(t + i, n - i);
            var logP = TI.Subtract(Lanes.Load<TI, TV>(z + i, n - i), shift);
            var term = TI.Multiply(wanted, TI.Subtract(VecMath.Log<TI, TV>(wanted), logP));
            loss = TI.Add(TI.SelectGreater(wanted, TI.Zero, term, TI.Zero), loss);
            total = TI.Add(wanted, total);
        }

        if (dz != null)
        {
            var (ofTerm, ofTarget) = (TI.Broadcast(share * TI.Sum(total) / sum), TI.Broadcast(-share));
            for (var i = 0; i < n; i += TI.Width)
            {
                var wanted = TI.Multiply(ofTarget, Lanes.Load<TI, TV>(t + i, n - i));
                Lanes.Store<TI, TV>(dz + i, TI.MultiplyAdd(ofTerm, Lanes.Load<TI, TV>(dz + i, n - i), wanted), n - i);
            }
        }

        return TI.Sum(loss);
    }

    /// <summary>Σ p log(p / t).</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static float Reversed<TI, TV>(float* z, float* t, float* dz, int n, float largest, float share)
        where TI : struct, ISimd<TV>
        where TV : struct
    {
        var sum = RowExponentials.Of<TI, TV>(z, dz, n, largest);
        var logSum = largest + MathF.Log(sum);
        var (shift, toP, loss) = (TI.Broadcast(logSum), TI.Broadcast(1 / sum), TI.Zero);
        var whole = n - (n % TI.Width);
        for (var i = 0; i < whole; i += TI.Width)
        {
            var logP = TI.Subtract(TI.Load(z + i), shift);
            var p = dz == null ? VecMath.Exp<TI, TV>(logP) : TI.Multiply(TI.Load(dz + i), toP);
            loss = TI.MultiplyAdd(p, TI.Subtract(logP, LogTarget<TI, TV>(t + i, TI.Width)), loss);
        }

        var lossOfRow = TI.Sum(loss);
        if (whole < n)
        {
            // Behind the row's end p is no 0, so what counts is taken through memory that cuts it off.
            var lanes = stackalloc float[16];
            var logP = TI.Subtract(TI.LoadPartial(z + whole, n - whole), shift);
            TI.Store(lanes, TI.Multiply(VecMath.Exp<TI, TV>(logP), TI.Subtract(logP, LogTarget<TI, TV>(t + whole, n - whole))));
            lossOfRow += TI.Sum(TI.LoadPartial(lanes, n - whole));
        }

        if (dz != null)
        {
            var (factor, less) = (TI.Broadcast(share / sum), TI.Broadcast(lossOfRow));
            for (var i = 0; i < n; i += TI.Width)
            {
                var logP = TI.Subtract(Lanes.Load<TI, TV>(z + i, n - i), shift);
                var ratio = TI.Subtract(logP, LogTarget<TI, TV>(t + i, n - i));
                var p = TI.Multiply(factor, Lanes.Load<TI, TV>(dz + i, n - i));
                Lanes.Store<TI, TV>(dz + i, TI.Multiply(p, TI.Subtract(ratio, less)), n - i);
            }
        }

        return lossOfRow;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static TV LogTarget<TI, TV>(float* t, int count)
        where TI : struct, ISimd<TV>
        where TV : struct => VecMath.Log<TI, TV>(TI.Max(TI.Broadcast(DivergenceKernel.Least), Lanes.Load<TI, TV>(t, count)));
}
