using TrainingService.Compute.Runtime;

namespace TrainingService.Compute.Training.Scoring;

/// <summary>Share of rows whose right class is among the k largest outputs.</summary>
internal sealed class TopKScore(ScoredOutput output, int k) : IScore
{
    private long right;
    private long all;

    public void Add(in BatchResult batch)
    {
        for (var row = 0; row < batch.Labels.Length; row++)
        {
            var label = batch.Labels[row];
            if (label < 0) continue;
            var z = batch.Outputs.Slice(row * output.Outputs, output.Outputs);
            var larger = 0;
            for (var o = 0; o < z.Length; o++) larger += z[o] > z[label] || (o < label && z[o] == z[label]) || float.IsNaN(z[label]) ? 1 : 0;
            right += larger < k ? 1 : 0;
            all++;
        }
    }

    public void Report(string prefix, IDictionary<string, double> metrics) => metrics[$"{prefix}top_{k}"] = (double)right / all;

    public void Clear() => (right, all) = (0, 0);

    public void Save(BinaryWriter writer)
    {
        writer.Write(right);
        writer.Write(all);
    }

    public void Restore(BinaryReader reader) => (right, all) = (reader.ReadInt64(), reader.ReadInt64());
}

/// <summary>Area under the ROC curve from the outputs of the first rows of a pass.</summary>
internal sealed class RocAucScore(ScoredOutput output, int maxRows) : IScore
{
    private readonly List<float> outputs = [];
    private readonly List<bool> isPositive = [];

    public void Add(in BatchResult batch)
    {
        var n = output.Outputs;
        for (var row = 0; row < batch.Losses.Length && outputs.Count / n < maxRows; row++)
        {
            if (batch.HasLabels && batch.Labels[row] < 0) continue;
            for (var o = 0; o < n; o++)
            {
                outputs.Add(batch.Outputs[row * n + o]);
                isPositive.Add(!batch.HasLabels ? batch.Targets[row * n + o] > 0.5f : n == 1 ? batch.Labels[row] == 1 : batch.Labels[row] == o);
            }
        }
    }

    public void Report(string prefix, IDictionary<string, double> metrics)
    {
        var areas = Enumerable.Range(0, output.Outputs).Select(Area).Where(area => !double.IsNaN(area)).ToList();
        metrics[prefix + "roc_auc"] = areas.Count == 0 ? double.NaN : areas.Average();
    }

    /// <summary>Mann and Whitney's statistic from ranks, equal outputs sharing their mean rank.</summary>
    private double Area(int o)
    {
        var n = output.Outputs;
        var rows = outputs.Count / n;
        var order = Enumerable.Range(0, rows).ToArray();
        Array.Sort(order, (a, b) => outputs[a * n + o].CompareTo(outputs[b * n + o]));
        var (rankSum, positives) = (0.0, 0L);
        for (var i = 0; i < rows;)
        {
            var end = i;
            while (end < rows && outputs[order[end] * n + o].Equals(outputs[order[i] * n + o])) end++;
            for (var j = i; j < end; j++)
            {
                if (!isPositive[order[j] * n + o]) continue;
                rankSum += (i + 1 + end) / 2.0;
                positives++;
            }

            i = end;
        }

        var negatives = rows - positives;
        return positives == 0 || negatives == 0 ? double.NaN : (rankSum - positives * (positives + 1) / 2.0) / ((double)positives * negatives);
    }

    public void Clear()
    {
        outputs.Clear();
        isPositive.Clear();
    }

    public void Save(BinaryWriter writer)
    {
        writer.Write(outputs.Count);
        for (var i = 0; i < outputs.Count; i++)
        {
            writer.Write(outputs[i]);
            writer.Write(isPositive[i]);
        }
    }

    public void Restore(BinaryReader reader)
    {
        Clear();
        for (var left = reader.ReadInt32(); left > 0; left--)
        {
            outputs.Add(reader.ReadSingle());
            isPositive.Add(reader.ReadBoolean());
        }
    }
}
