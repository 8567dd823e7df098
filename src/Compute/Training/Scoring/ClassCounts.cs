using System.Runtime.InteropServices;
using TrainingService.Compute.Runtime;
using TrainingService.Contracts.Specs.Metrics;

namespace TrainingService.Compute.Training.Scoring;

/// <summary>Pairs of true and predicted class; for multi-label each label's right and wrong decisions.</summary>
internal abstract class ClassCounts(ScoredOutput output) : IScore
{
    private readonly int[] pairs = output.IsMultiLabel ? new int[3 * output.Classes] : new int[output.Classes * output.Classes];

    /// <summary>Number of classes or labels.</summary>
    protected int Classes => output.Classes;

    /// <summary>Row = true class, column = predicted class; null for multi-label.</summary>
    public IReadOnlyList<IReadOnlyList<int>>? Matrix => output.IsMultiLabel
        ? null : [.. Enumerable.Range(0, Classes).Select(row => (IReadOnlyList<int>)pairs[(row * Classes)..((row + 1) * Classes)])];

    public abstract void Report(string prefix, IDictionary<string, double> metrics);

    public void Add(in BatchResult batch)
    {
        for (var row = 0; row < batch.Predictions.Length; row++)
        {
            if (batch.HasLabels && batch.Labels[row] < 0) continue;
            if (output.IsMultiLabel) AddLabels(batch, row);
            else pairs[(batch.HasLabels ? batch.Labels[row] : batch.Targets[row] > 0.5f ? 1 : 0) * Classes + batch.Predictions[row]]++;
        }
    }

    /// <summary>True positives, false positives and false negatives of a class.</summary>
    protected (long Tp, long Fp, long Fn) Of(int c)
    {
        if (output.IsMultiLabel) return (pairs[3 * c], pairs[3 * c + 1], pairs[3 * c + 2]);
        var (fp, fn) = (0L, 0L);
        for (var other = 0; other < Classes; other++)
        {
            if (other == c) continue;
            fp += pairs[other * Classes + c];
            fn += pairs[c * Classes + other];
        }

        return (pairs[c * Classes + c], fp, fn);
    }

    public void Clear() => pairs.AsSpan().Clear();

    public void Save(BinaryWriter writer) => writer.Write(MemoryMarshal.AsBytes(pairs.AsSpan()));

    public void Restore(BinaryReader reader) => reader.BaseStream.ReadExactly(MemoryMarshal.AsBytes(pairs.AsSpan()));

    private void AddLabels(in BatchResult batch, int row)
    {
        for (var o = 0; o < output.Outputs; o++)
        {
            var yes = batch.Outputs[row * output.Outputs + o] > output.Threshold;
            var wanted = batch.HasLabels ? batch.Labels[row] == o : batch.Targets[row * output.Outputs + o] > 0.5f;
            if (yes || wanted) pairs[3 * o + (yes ? (wanted ? 0 : 1) : 2)]++;
        }
    }
}

/// <summary>Only the matrix.</summary>
internal sealed class ConfusionScore(ScoredOutput output) : ClassCounts(output)
{
    public override void Report(string prefix, IDictionary<string, double> metrics)
    {
    }
}

/// <summary>Mean over the classes that occur of their intersection over union, and each of them if asked for.</summary>
internal sealed class MeanIouScore(ScoredOutput output, bool perClass = false) : ClassCounts(output)
{
    public override void Report(string prefix, IDictionary<string, double> metrics)
    {
        var (sum, occurring) = (0.0, 0);
        for (var c = 0; c < Classes; c++)
        {
            var (tp, fp, fn) = Of(c);
            if (tp + fp + fn == 0) continue;
            var share = (double)tp / (tp + fp + fn);
            if (perClass) metrics[$"{prefix}iou_{c}"] = share;
            sum += share;
            occurring++;
        }

        metrics[prefix + "mean_iou"] = occurring == 0 ? double.NaN : sum / occurring;
    }
}

/// <summary>A ratio of a class's counts, averaged.</summary>
/// <param name="output">What is judged.</param>
/// <param name="name">Such as `f1`.</param>
/// <param name="average">How classes are put together.</param>
/// <param name="ratio">Numerator and denominator from the counts.</param>
internal sealed class RatioScore(
    ScoredOutput output, string name, ScoreAverage average, Func<(long Tp, long Fp, long Fn), (long Top, long Bottom)> ratio) : ClassCounts(output)
{
    private readonly bool isYesOrNo = !output.IsMultiLabel && output.Classes == 2;

    public override void Report(string prefix, IDictionary<string, double> metrics)
    {
        var classes = Enumerable.Range(0, Classes).Select(Of).ToArray();
        switch (average)
        {
            case ScoreAverage.Micro:
                metrics[$"{prefix}{name}_micro"] = Share((classes.Sum(c => c.Tp), classes.Sum(c => c.Fp), classes.Sum(c => c.Fn)));
                break;
            case ScoreAverage.PerClass:
                for (var c = 0; c < classes.Length; c++) metrics[$"{prefix}{name}_{c}"] = Share(classes[c]);
                break;
            default:
                metrics[prefix + name] = isYesOrNo ? Share(classes[1]) : classes.Average(Share);
                break;
        }
    }

    private double Share((long Tp, long Fp, long Fn) counts) => ratio(counts) is var (top, bottom) && bottom > 0 ? (double)top / bottom : 0;
}
