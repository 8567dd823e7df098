using System.Runtime.CompilerServices;
using TrainingService.Compute.Cpu.Simd;

namespace TrainingService.Compute.Cpu.Losses;

/// <summary>A mask per class with p = softmax(z), by panels of rows.</summary>
internal static unsafe class SoftmaxMasks
{
    /// <summary>Panels summed in float before they join the sums in double.</summary>
    private const int Stretch = 8;

    /// <summary>Sums and predictions, and the probabilities (as panels still) in the gradient's place; the number of counted rows.</summary>
    [SkipLocalsInit]
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static int Sums<TI, TV>(LossArguments* args, int firstRow, MaskSums* sums)
        where TI : struct, ISimd<TV>
        where TV : struct
    {
        var (n, rows, counted) = (args->Outputs, args->RowsPerSample, 0);
        var panel = stackalloc float[n * TI.Width];
        var predicted = stackalloc float[n * TI.Width];
        var ones = stackalloc float[16];
        new Span<float>(ones, 16).Fill(1);
        new Span<float>(predicted, n * TI.Width).Clear();
        for (var (row, filled) = (0, 1); row < rows; row += TI.Width, filled++)
        {
            var count = Math.Min(TI.Width, rows - row);
            RowPanel.Fill(args->Z + ((nint)(firstRow + row) * n), n, count, panel);
            var largest = RowPanel.Largest<TI, TV>(panel, n, count);
            LabelLanes.Store<TI, TV>(args->Predictions + firstRow + row, RowPanel.IndexOf<TI, TV>(panel, n, count, largest), count);
            var factor = TI.Divide(TI.Broadcast(1f), RowPanel.Exponentials<TI, TV>(panel, n, count, largest));

            // Lanes behind the last row and rows without label have no part in the sums.
            var labels = args->Labels + firstRow + row;
            var counts = LabelLanes.Counted<TI, TV>(LabelLanes.Load<TI, TV>(labels, count), Lanes.Load<TI, TV>(ones, count));
            var probabilities = args->Gradient == null ? panel : args->Gradient + ((nint)(firstRow + row) * n);
            for (var c = 0; c < n; c++)
            {
                var p = TI.Multiply(Lanes.Load<TI, TV>(panel + ((nint)c * count), count), factor);
                p = TI.SelectGreater(counts, TI.Zero, p, TI.Zero);
                Lanes.Store<TI, TV>(probabilities + ((nint)c * count), p, count);
                var sum = predicted + (c * TI.Width);
                TI.Store(sum, TI.Add(p, TI.Load(sum)));
            }

            for (var i = 0; i < count; i++)
            {
                if (labels[i] < 0)
                    continue;
                counted++;
                if (labels[i] >= n)
                    continue;
                sums[labels[i]].Common += probabilities[((nint)labels[i] * count) + i];
                sums[labels[i]].Wanted++;
            }

            if (filled % Stretch == 0 || row + count == rows)
                Join<TI, TV>(predicted, n, sums);
        }

        return counted;
    }

    /// <summary>From the panels of probabilities the rows of the gradient: p (slope - Σ p slope).</summary>
    [SkipLocalsInit]
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Gradient<TI, TV>(LossArguments* args, int firstRow, MaskSlope* slopes)
        where TI : struct, ISimd<TV>
        where TV : struct
    {
        var (n, rows) = (args->Outputs, args->RowsPerSample);
        var panel = stackalloc float[n * TI.Width];
        for (var row = 0; row < rows; row += TI.Width)
        {
            var count = Math.Min(TI.Width, rows - row);
            var dz = args->Gradient + ((nint)(firstRow + row) * n);
            var labels = LabelLanes.Load<TI, TV>(args->Labels + firstRow + row, count);
            var mean = TI.Zero;
            for (var c = 0; c < n; c++)
                mean = TI.MultiplyAdd(Lanes.Load<TI, TV>(dz + ((nint)c * count), count), Slope<TI, TV>(slopes, c, labels), mean);
            for (var c = 0; c < n; c++)
            {
                var p = Lanes.Load<TI, TV>(dz + ((nint)c * count), count);
                var value = TI.Multiply(p, TI.Subtract(Slope<TI, TV>(slopes, c, labels), mean));
                Lanes.Store<TI, TV>(panel + ((nint)c * count), LabelLanes.Counted<TI, TV>(labels, value), count);
            }

            RowPanel.Empty(panel, n, count, dz);
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static TV Slope<TI, TV>(MaskSlope* slopes, int c, TV labels)
        where TI : struct, ISimd<TV>
        where TV : struct
    {
        var ofTarget = TI.SelectEqual(labels, LabelLanes.Of<TI, TV>(c), TI.Broadcast(slopes[c].OfTarget), TI.Zero);
        return TI.Add(ofTarget, TI.Broadcast(slopes[c].Always));
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Join<TI, TV>(float* predicted, int n, MaskSums* sums)
        where TI : struct, ISimd<TV>
        where TV : struct
    {
        for (var c = 0; c < n; c++)
        {
            sums[c].Predicted += TI.Sum(TI.Load(predicted + (c * TI.Width)));
            TI.Store(predicted + (c * TI.Width), TI.Zero);
        }
    }
}
