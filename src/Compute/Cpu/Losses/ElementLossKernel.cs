using System.Runtime.CompilerServices;
using TrainingService.Compute.Cpu.Simd;

namespace TrainingService.Compute.Cpu.Losses;

/// <summary>Losses that are means over single outputs; a chunk is a number of rows. Rows of one output are taken a vector of rows at a time.</summary>
internal static unsafe class ElementLossKernel
{
    private const int Stretch = 256;

    public readonly struct Choice<TL> : IKernelChoice
        where TL : struct, IElementLoss
    {
        public static nint For<TI, TV>()
            where TI : struct, ISimd<TV>
            where TV : struct => (nint)(delegate*<void*, int, void>)&Run<TL, TI, TV>;
    }

    [SkipLocalsInit]
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void Run<TL, TI, TV>(void* arguments, int chunk)
        where TL : struct, IElementLoss
        where TI : struct, ISimd<TV>
        where TV : struct
    {
        var args = (LossArguments*)arguments;
        var first = chunk * args->RowsPerChunk;
        var end = Math.Min(args->Rows, first + args->RowsPerChunk);
        var targets = stackalloc float[Stretch];
        var terms = stackalloc float[Stretch];
        var derivatives = stackalloc float[Stretch];
        if (args->Outputs == 1)
        {
            for (var row = first; row < end; row += Stretch)
                OneOutput<TL, TI, TV>(args, row, Math.Min(Stretch, end - row), targets, terms, derivatives);
            return;
        }

        for (var row = first; row < end; row++)
            ManyOutputs<TL, TI, TV>(args, row, targets, terms, derivatives);
    }

    private static void OneOutput<TL, TI, TV>(LossArguments* args, int first, int rows, float* targets, float* terms, float* derivatives)
        where TL : struct, IElementLoss
        where TI : struct, ISimd<TV>
        where TV : struct
    {
        // A binary label is its own target; for other losses one output is the one-hot code of class 0.
        for (var row = 0; row < rows; row++)
        {
            targets[row] = args->Labels == null ? args->Numbers[first + row]
                : TL.IsBinary ? args->Labels[first + row]
                : args->Labels[first + row] == 0 ? 1 : 0;
        }

        Evaluate<TL, TI, TV>(args, args->Z + first, targets, terms, derivatives, rows);
        var share = *args->Share;
        for (var row = 0; row < rows; row++)
        {
            args->Predictions[first + row] = TL.IsBinary && args->Z[first + row] > TL.Threshold ? 1 : 0;
            if (!args->Counts(first + row))
                continue;
            var factor = args->FactorOf(first + row);
            args->Loss[first + row] = factor * terms[row];
            if (args->Gradient != null)
                args->Gradient[first + row] = factor * derivatives[row] * share;
        }
    }

    private static void ManyOutputs<TL, TI, TV>(LossArguments* args, int row, float* targets, float* terms, float* derivatives)
        where TL : struct, IElementLoss
        where TI : struct, ISimd<TV>
        where TV : struct
    {
        var n = args->Outputs;
        var z = args->Z + (long)row * n;
        var countsRight = TL.IsBinary && (TL.CountsRightOfLabels || args->Labels == null);
        args->Predictions[row] = countsRight || args->Labels == null ? 0 : RowMaximum.IndexOf<TI, TV>(z, n, RowMaximum.Of<TI, TV>(z, n));
        if (!args->Counts(row))
            return;
        var loss = 0f;
        var right = 0;
        var factor = args->FactorOf(row);
        var share = factor * *args->Share / n;
        for (var start = 0; start < n; start += Stretch)
        {
            var count = Math.Min(Stretch, n - start);
            var wanted = args->Labels == null ? args->Numbers + (long)row * n + start : targets;
            if (args->Labels != null)
                OneHot(targets, args->Labels[row] - start, count);
            Evaluate<TL, TI, TV>(args, z + start, wanted, terms, derivatives, count);
            loss += Sum<TI, TV>(terms, count);
            if (countsRight)
                right += Right<TL, TI, TV>(z + start, wanted, count);
            if (args->Gradient != null)
                Scale<TI, TV>(derivatives, args->Gradient + (long)row * n + start, share, count);
        }

        args->Loss[row] = factor * loss / n;
        if (countsRight)
            args->Predictions[row] = right;
    }

    private static void OneHot(float* targets, int one, int count)
    {
        new Span<float>(targets, count).Clear();
        if ((uint)one < (uint)count)
            targets[one] = 1;
    }

    /// <summary>How many outputs and targets are both yes or both no.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static int Right<TL, TI, TV>(float* z, float* targets, int count)
        where TL : struct, IElementLoss
        where TI : struct, ISimd<TV>
        where TV : struct
    {
        var (one, half) = (TI.Broadcast(1f), TI.Broadcast(0.5f));
        var right = TI.Zero;
        var i = 0;
        for (; i <= count - TI.Width; i += TI.Width)
        {
            var yes = TI.SelectGreater(TI.Load(z + i), TI.Broadcast(TL.Threshold), one, TI.Zero);
            var wanted = TI.SelectGreater(TI.Load(targets + i), half, one, TI.Zero);
            right = TI.Add(right, TI.SelectEqual(yes, wanted, one, TI.Zero));
        }

        var total = (int)TI.Sum(right);
        for (; i < count; i++)
            total += z[i] > TL.Threshold == targets[i] > 0.5f ? 1 : 0;
        return total;
    }

    /// <summary>Terms and derivatives; the buffers hold a whole number of vectors, z is not read beyond its end.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Evaluate<TL, TI, TV>(LossArguments* args, float* z, float* targets, float* terms, float* derivatives, int count)
        where TL : struct, IElementLoss
        where TI : struct, ISimd<TV>
        where TV : struct
    {
        ElementFactors<TV> factors;
        (factors.P0, factors.P1, factors.P2) = (TI.Broadcast(args->P0), TI.Broadcast(args->P1), TI.Broadcast(args->P2));
        for (var i = 0; i < count; i += TI.Width)
        {
            var lanes = Math.Min(TI.Width, count - i);
            TL.Evaluate<TI, TV>(TI.LoadPartial(z + i, lanes), TI.LoadPartial(targets + i, lanes), factors, out var term, out var derivative);
            TI.Store(terms + i, term);
            TI.Store(derivatives + i, derivative);
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static float Sum<TI, TV>(float* values, int count)
        where TI : struct, ISimd<TV>
        where TV : struct
    {
        var sum = TI.Zero;
        for (var i = 0; i < count; i += TI.Width)
            sum = TI.Add(sum, TI.LoadPartial(values + i, Math.Min(TI.Width, count - i)));
        return TI.Sum(sum);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Scale<TI, TV>(float* values, float* destination, float factor, int count)
        where TI : struct, ISimd<TV>
        where TV : struct
    {
        for (var i = 0; i < count; i += TI.Width)
        {
            var lanes = Math.Min(TI.Width, count - i);
            TI.StorePartial(destination + i, TI.Multiply(TI.LoadPartial(values + i, lanes), TI.Broadcast(factor)), lanes);
        }
    }
}
