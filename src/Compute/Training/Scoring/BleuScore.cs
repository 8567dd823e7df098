using TrainingService.Compute.Runtime;

namespace TrainingService.Compute.Training.Scoring;

/// <summary>Corpus BLEU between predicted and true labels of equal length.</summary>
internal sealed class BleuScore(ScoredOutput output) : IScore
{
    private readonly BleuCounts counts = new();

    public void Add(in BatchResult batch)
    {
        var (predicted, wanted) = (new List<int>(), new List<int>());
        for (var first = 0; first < batch.Labels.Length; first += output.RowsPerSample)
        {
            predicted.Clear();
            wanted.Clear();
            for (var row = first; row < first + output.RowsPerSample; row++)
            {
                if (batch.Labels[row] < 0) continue;
                predicted.Add(batch.Predictions[row]);
                wanted.Add(batch.Labels[row]);
            }

            counts.Add(predicted, wanted);
        }
    }

    public void Report(string prefix, IDictionary<string, double> metrics) => metrics[prefix + "bleu"] = counts.Value();

    public void Clear() => counts.Clear();

    public void Save(BinaryWriter writer) => counts.Save(writer);

    public void Restore(BinaryReader reader) => counts.Restore(reader);
}
