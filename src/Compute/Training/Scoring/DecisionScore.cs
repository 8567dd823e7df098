using TrainingService.Compute.Runtime;

namespace TrainingService.Compute.Training.Scoring;

/// <summary>Share of right decisions, of wrong ones, or of rows whose decisions are all right.</summary>
internal sealed class DecisionScore(ScoredOutput output, string name, bool ofWrong = false, bool ofWholeRows = false) : IScore
{
    private long right;
    private long all;

    public void Add(in BatchResult batch)
    {
        if (ofWholeRows) AddSamples(batch);
        else AddRows(batch);
    }

    private void AddRows(in BatchResult batch)
    {
        for (var row = 0; row < batch.Predictions.Length; row++)
        {
            if (!IsCounted(batch, row)) continue;
            right += RightOf(batch, row);
            all += DecisionsPerRow;
        }
    }

    private void AddSamples(in BatchResult batch)
    {
        for (var first = 0; first < batch.Predictions.Length; first += output.RowsPerSample)
        {
            var (counted, good) = (0, true);
            for (var row = first; row < first + output.RowsPerSample; row++)
            {
                if (!IsCounted(batch, row)) continue;
                counted++;
                good &= RightOf(batch, row) == DecisionsPerRow;
            }

            if (counted == 0) continue;
            right += good ? 1 : 0;
            all++;
        }
    }

    private int DecisionsPerRow => output.IsMultiLabel ? output.Outputs : 1;

    private static bool IsCounted(in BatchResult batch, int row) => !batch.HasLabels || batch.Labels[row] >= 0;

    private int RightOf(in BatchResult batch, int row) => output.IsMultiLabel ? batch.Predictions[row]
        : batch.HasLabels ? (batch.Predictions[row] == batch.Labels[row] ? 1 : 0)
        : batch.Predictions[row] == (batch.Targets[row] > 0.5f ? 1 : 0) ? 1 : 0;

    public void Report(string prefix, IDictionary<string, double> metrics) => metrics[prefix + name] = (double)(ofWrong ? all - right : right) / all;

    public void Clear() => (right, all) = (0, 0);

    public void Save(BinaryWriter writer)
    {
        writer.Write(right);
        writer.Write(all);
    }

    public void Restore(BinaryReader reader) => (right, all) = (reader.ReadInt64(), reader.ReadInt64());
}
