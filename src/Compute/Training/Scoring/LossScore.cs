using TrainingService.Compute.Runtime;

namespace TrainingService.Compute.Training.Scoring;

/// <summary>Mean loss over the counted rows, and e^loss if asked for.</summary>
internal sealed class LossScore(bool withPerplexity) : IScore
{
    private double sum;

    /// <summary>Rows counted.</summary>
    public long Rows { get; private set; }

    /// <summary>Mean loss.</summary>
    public double Loss => sum / Rows;

    /// <summary>Rows counted of the last batch.</summary>
    public int LastRows { get; private set; }

    /// <summary>Sum of the losses of the last batch.</summary>
    public double LastSum { get; private set; }

    public void Add(in BatchResult batch)
    {
        var (batchSum, counted) = (0.0, 0);
        foreach (var loss in batch.Losses) batchSum += loss;
        if (batch.HasLabels)
        {
            foreach (var label in batch.Labels) counted += label >= 0 ? 1 : 0;
        }
        else
        {
            counted = batch.Losses.Length;
        }

        (LastRows, LastSum) = (counted, batchSum);
        sum += batchSum;
        Rows += counted;
    }

    public void Report(string prefix, IDictionary<string, double> metrics)
    {
        if (withPerplexity) metrics[prefix + "perplexity"] = Math.Exp(Loss);
    }

    public void Clear() => (Rows, sum) = (0, 0);

    public void Save(BinaryWriter writer)
    {
        writer.Write(Rows);
        writer.Write(sum);
    }

    public void Restore(BinaryReader reader) => (Rows, sum) = (reader.ReadInt64(), reader.ReadDouble());
}
