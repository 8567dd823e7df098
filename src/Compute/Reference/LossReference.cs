using TrainingService.Compute.Graphs;
using TrainingService.Compute.Ops.Losses;

namespace TrainingService.Compute.Reference;

/// <summary>What a loss reads and writes, in float64.</summary>
/// <param name="Op">The loss.</param>
/// <param name="Z">The network's output [rows, n].</param>
/// <param name="Target">Labels [rows] or numbers [rows, n].</param>
/// <param name="Loss">Receives the loss of each row.</param>
/// <param name="Prediction">Receives the prediction of each row.</param>
/// <param name="Gradient">Receives the gradient, if wanted.</param>
internal sealed record LossTensors(
    LossOp Op, ReferenceTensor Z, ReferenceTensor Target, ReferenceTensor Loss, ReferenceTensor Prediction, ReferenceTensor? Gradient)
{
    /// <summary>Rows.</summary>
    public int Rows => Z.Size(0);

    /// <summary>Outputs of a row.</summary>
    public int N => Z.Size(1);

    /// <summary>Whether targets are labels.</summary>
    public bool HasLabels => Target.Element == ElementType.Int32;

    /// <summary>Rows that are counted.</summary>
    public IEnumerable<int> Counted => Enumerable.Range(0, Rows).Where(row => !HasLabels || Target[row] >= 0);

    /// <summary>The target of an output; labels as one-hot.</summary>
    public double T(int row, int output) => HasLabels ? (Target[row] == output ? 1 : 0) : Target[row * N + output];

    /// <summary>The target of a decision: with one output the label itself.</summary>
    public double Decision(int row, int output) => HasLabels && N == 1 ? Target[row] : T(row, output);

    /// <summary>The factor of a row by its label.</summary>
    public double Factor(int row) => HasLabels && Op.Classes is { } classes ? classes.Values[(int)Target[row]] : 1;

    /// <summary>Index of the largest output, the first of equals.</summary>
    public int Largest(int row)
    {
        var best = 0;
        for (var o = 1; o < N; o++)
        {
            if (Z[row, o] > Z[row, best]) best = o;
        }

        return best;
    }

    /// <summary>softmax of a row.</summary>
    public double[] Softmax(int row)
    {
        var largest = Enumerable.Range(0, N).Max(o => Z[row, o]);
        double[] terms = [.. Enumerable.Range(0, N).Select(o => Math.Exp(Z[row, o] - largest))];
        var sum = terms.Sum();
        return [.. terms.Select(term => term / sum)];
    }

    /// <summary>log softmax of a row.</summary>
    public double[] LogSoftmax(int row)
    {
        var largest = Enumerable.Range(0, N).Max(o => Z[row, o]);
        var log = largest + Math.Log(Enumerable.Range(0, N).Sum(o => Math.Exp(Z[row, o] - largest)));
        return [.. Enumerable.Range(0, N).Select(o => Z[row, o] - log)];
    }
}

/// <summary>Losses per row, predictions, and the gradient of the mean loss over the counted rows.</summary>
internal static class LossReference
{
    /// <summary>Executes a loss.</summary>
    public static void Execute(LossTensors x)
    {
        for (var row = 0; row < x.Rows; row++) x.Prediction[row] = x.HasLabels ? x.Largest(row) : 0;
        var share = x.Op.Weight / Math.Max(x.Counted.Count(), 1);
        switch (x.Op)
        {
            case SoftmaxCrossEntropyOp or ProbabilityCrossEntropyOp or SoftmaxFocalOp or KlDivergenceOp or MulticlassHingeOp or BoxLossOp:
                foreach (var row in x.Counted) RowLossReference.Evaluate(x, row, share);
                break;
            case MaskLossOp mask:
                MaskLossReference.Evaluate(x, mask, share);
                break;
            default:
                Elements(x, share);
                break;
        }

        // Where divergences have numbers as targets, the largest output is still the prediction.
        if (x.Op is KlDivergenceOp or SoftmaxCrossEntropyOp or ProbabilityCrossEntropyOp)
        {
            for (var row = 0; row < x.Rows; row++) x.Prediction[row] = x.Largest(row);
        }
    }

    private static void Elements(LossTensors x, double share)
    {
        var isBinary = x.Op is BinaryCrossEntropyOp or BinaryFocalOp or MarginLossOp;
        var threshold = x.Op is BinaryCrossEntropyOp { FromLogits: false } ? 0.5 : 0;
        for (var row = 0; isBinary && row < x.Rows; row++)
        {
            var counted = !x.HasLabels || x.Target[row] >= 0;
            if (x.N == 1) x.Prediction[row] = x.Z[row, 0] > threshold ? 1 : 0;
            else if (!x.HasLabels || x.Op is not MarginLossOp)
                x.Prediction[row] = counted ? Enumerable.Range(0, x.N).Count(o => x.Z[row, o] > threshold == x.T(row, o) > 0.5) : 0;
        }

        foreach (var row in x.Counted)
        {
            for (var o = 0; o < x.N; o++)
            {
                var (term, slope) = ElementLossReference.Of(x.Op, x.Z[row, o], isBinary ? x.Decision(row, o) : x.T(row, o));
                x.Loss[row] += x.Factor(row) * term / x.N;
                if (x.Gradient is not null) x.Gradient[row, o] = share * x.Factor(row) * slope / x.N;
            }
        }
    }
}
