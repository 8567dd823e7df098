using TrainingService.Compute.Graphs;
using TrainingService.Compute.Ops.Sequences;

namespace TrainingService.Compute.Reference;

/// <summary>Poolings and masks over the real steps of sequences [n, t, c].</summary>
internal static class SequencePoolingReference
{
    public static void Execute(Op op, ReferenceTensor[] inputs, ReferenceTensor y)
    {
        var (x, lengths) = (inputs[0], inputs[^1]);
        switch (op)
        {
            case SequenceAveragePoolOp: ForEachStep(x, lengths, (row, t, c, steps) => y[row, c] += x[At(x, row, t, c)] / steps); break;
            case SequenceAveragePoolGradientOp: ForEachStep(y, lengths, (row, t, c, steps) => y[At(y, row, t, c)] = x[row, c] / steps); break;
            case SequenceMaxPoolOp:
                ForEachStep(x, lengths, (row, t, c, _) => y[row, c] = t == 0 || !(x[At(x, row, t, c)] <= y[row, c]) && !double.IsNaN(y[row, c]) ? x[At(x, row, t, c)] : y[row, c]);
                break;
            case SequenceMaxPoolGradientOp: MaxGradient(inputs, lengths, y); break;
            case SequenceMaskOp mask:
                Array.Fill(y.Data, mask.Fill);
                ForEachStep(x, lengths, (row, t, c, _) => y[At(x, row, t, c)] = x[At(x, row, t, c)]);
                break;
            case SequenceWindowMeanOp window: WindowMean(window, x, lengths, y); break;
            case WindowLengthsOp window:
                for (var row = 0; row < x.Count; row++)
                    y[row] = x[row] <= 0 ? 0 : Math.Max(0, Math.Floor((window.Scale * x[row] + window.Padding - window.Extent) / window.Stride) + 1);
                break;
            default: throw new NotSupportedException($"The reference has no {op.GetType().Name}.");
        }
    }

    private static void MaxGradient(ReferenceTensor[] inputs, ReferenceTensor lengths, ReferenceTensor dx)
    {
        var (dy, x, y) = (inputs[0], inputs[1], inputs[2]);
        var given = new HashSet<(int, int)>();
        ForEachStep(dx, lengths, (row, t, c, _) =>
        {
            if (x[At(x, row, t, c)] == y[row, c] && given.Add((row, c)))
                dx[At(x, row, t, c)] = dy[row, c];
        });
    }

    private static void WindowMean(SequenceWindowMeanOp window, ReferenceTensor x, ReferenceTensor lengths, ReferenceTensor y)
    {
        for (var e = 0; e < y.Count; e++)
        {
            var (row, i) = (e / (x.Size(1) * x.Size(2)), e / x.Size(2) % x.Size(1));
            int[] cells = [.. Enumerable.Range(i * window.Stride - window.Before, window.Kernel).Where(t => t >= 0 && t < window.Steps)];
            var real = cells.Count(t => t < lengths[row]);
            y[e] = real == 0 ? 0 : x[e] * cells.Length / real;
        }
    }

    private static int At(ReferenceTensor sequence, int row, int t, int c) => (row * sequence.Size(1) + t) * sequence.Size(2) + c;

    private static void ForEachStep(ReferenceTensor sequence, ReferenceTensor lengths, Action<int, int, int, int> visit)
    {
        for (var row = 0; row < sequence.Size(0); row++)
        {
            var steps = (int)Math.Clamp(lengths[row], 0, sequence.Size(1));
            for (var t = 0; t < steps; t++)
                for (var c = 0; c < sequence.Size(2); c++)
                    visit(row, t, c, steps);
        }
    }
}
