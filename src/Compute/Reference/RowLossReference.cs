using TrainingService.Compute.Ops.Losses;

namespace TrainingService.Compute.Reference;

/// <summary>Losses of whole rows.</summary>
internal static class RowLossReference
{
    private const double Least = 1e-7;

    /// <summary>Loss and gradient of one counted row.</summary>
    public static void Evaluate(LossTensors x, int row, double share)
    {
        var (loss, slopes) = x.Op switch
        {
            SoftmaxCrossEntropyOp op => CrossEntropy(x, row, op.Smoothing),
            ProbabilityCrossEntropyOp op => OfProbabilities(x, row, op.Smoothing),
            SoftmaxFocalOp op => Focal(x, row, op.Gamma),
            KlDivergenceOp op => Divergence(x, row, op),
            MulticlassHingeOp => CrammerSinger(x, row),
            BoxLossOp op => BoxLossReference.Evaluate(x, row, op),
            _ => throw new NotSupportedException($"The reference has no {x.Op.GetType().Name}."),
        };
        x.Loss[row] = x.Factor(row) * loss;
        for (var o = 0; x.Gradient is not null && o < x.N; o++) x.Gradient[row, o] = share * x.Factor(row) * slopes[o];
    }

    private static (double, double[]) CrossEntropy(LossTensors x, int row, double smoothing)
    {
        var (log, p) = (x.LogSoftmax(row), x.Softmax(row));
        double[] t = [.. Enumerable.Range(0, x.N).Select(o => (1 - smoothing) * x.T(row, o) + smoothing / x.N)];

        // A class that is not wanted at all adds nothing, even where its logarithm is -infinity.
        return (-t.Zip(log, (a, b) => a == 0 ? 0 : a * b).Sum(), [.. p.Zip(t, (a, b) => a * t.Sum() - b)]);
    }

    private static (double, double[]) OfProbabilities(LossTensors x, int row, double smoothing)
    {
        double[] t = [.. Enumerable.Range(0, x.N).Select(o => (1 - smoothing) * x.T(row, o) + smoothing / x.N)];
        return (-t.Select((a, o) => a * Math.Log(Math.Max(x.Z[row, o], Least))).Sum(), [.. t.Select((a, o) => x.Z[row, o] < Least ? 0 : -a / x.Z[row, o])]);
    }

    private static (double, double[]) Focal(LossTensors x, int row, double gamma)
    {
        var (log, p, label) = (x.LogSoftmax(row), x.Softmax(row), (int)x.Target[row]);
        var q = p[label];
        var slope = -Math.Pow(1 - q, gamma) / q + (gamma == 0 ? 0 : gamma * Math.Pow(1 - q, gamma - 1) * log[label]);
        return (-Math.Pow(1 - q, gamma) * log[label], [.. p.Select((a, o) => slope * q * ((o == label ? 1 : 0) - a))]);
    }

    private static (double, double[]) Divergence(LossTensors x, int row, KlDivergenceOp op)
    {
        int[] all = [.. Enumerable.Range(0, x.N)];
        double[] z = [.. all.Select(o => x.Z[row, o])];
        double[] log = op.FromLogits ? x.LogSoftmax(row) : [.. z.Select(p => Math.Log(Math.Max(p, Least)))];
        var p = op.FromLogits ? x.Softmax(row) : z;
        double[] t = [.. all.Select(o => x.T(row, o))];
        if (!op.Reversed)
        {
            var forward = all.Sum(o => t[o] > 0 ? t[o] * (Math.Log(t[o]) - log[o]) : 0);
            return (forward, [.. all.Select(o => op.FromLogits ? p[o] * t.Sum() - t[o] : z[o] < Least ? 0 : -t[o] / z[o])]);
        }

        double[] ratio = [.. all.Select(o => log[o] - Math.Log(Math.Max(t[o], Least)))];
        var loss = all.Sum(o => p[o] * ratio[o]);
        return (loss, [.. all.Select(o => op.FromLogits ? p[o] * (ratio[o] - loss) : ratio[o] + (z[o] < Least ? 0 : 1))]);
    }

    private static (double, double[]) CrammerSinger(LossTensors x, int row)
    {
        var label = (int)x.Target[row];
        var slopes = new double[x.N];
        if (x.N == 1) return (0, slopes);
        var other = Enumerable.Range(0, x.N).Where(o => o != label).MaxBy(o => x.Z[row, o]);
        var inside = 1 + x.Z[row, other] - x.Z[row, label];
        if (inside <= 0) return (0, slopes);
        (slopes[other], slopes[label]) = (1, -1);
        return (inside, slopes);
    }
}
