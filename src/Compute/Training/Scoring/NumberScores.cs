using System.Runtime.InteropServices;
using TrainingService.Compute.Runtime;
using TrainingService.Contracts.Specs.Losses;

namespace TrainingService.Compute.Training.Scoring;

/// <summary>Errors of numbers in the unit of the data: what preparing and scaling did to them is undone output by output.</summary>
internal sealed class NumberScore(ScoredOutput output, string name) : IScore
{
    // Per output: Σ |d|, Σ d², Σ (t - t₁), Σ (t - t₁)², t₁ being the first target: sums of squares of large numbers would lose their digits.
    private readonly double[] sums = new double[4 * output.Outputs];
    private readonly double[] first = new double[output.Outputs];
    private long rows;

    public void Add(in BatchResult batch)
    {
        var n = output.Outputs;
        for (var row = 0; row < batch.Losses.Length; row++)
        {
            for (var o = 0; o < n; o++)
            {
                var t = output.InUnit(batch.Targets[row * n + o], o);
                var d = output.InUnit(batch.Outputs[row * n + o], o) - t;
                if (rows + row == 0) first[o] = t;
                t -= first[o];
                sums[4 * o] += Math.Abs(d);
                sums[4 * o + 1] += d * d;
                sums[4 * o + 2] += t;
                sums[4 * o + 3] += t * t;
            }
        }

        rows += batch.Losses.Length;
    }

    public void Report(string prefix, IDictionary<string, double> metrics)
    {
        var all = Enumerable.Range(0, output.Outputs);
        metrics[prefix + name] = name switch
        {
            "mae" => all.Average(o => sums[4 * o] / rows),
            "rmse" => Math.Sqrt(all.Average(o => sums[4 * o + 1] / rows)),
            _ => all.Average(Explained),
        };
    }

    private double Explained(int o)
    {
        var spread = sums[4 * o + 3] - sums[4 * o + 2] * sums[4 * o + 2] / rows;
        return spread > 0 ? 1 - sums[4 * o + 1] / spread : double.NaN;
    }

    public void Clear()
    {
        rows = 0;
        sums.AsSpan().Clear();
    }

    public void Save(BinaryWriter writer)
    {
        writer.Write(rows);
        writer.Write(MemoryMarshal.AsBytes(sums.AsSpan()));
        writer.Write(MemoryMarshal.AsBytes(first.AsSpan()));
    }

    public void Restore(BinaryReader reader)
    {
        rows = reader.ReadInt64();
        reader.BaseStream.ReadExactly(MemoryMarshal.AsBytes(sums.AsSpan()));
        reader.BaseStream.ReadExactly(MemoryMarshal.AsBytes(first.AsSpan()));
    }
}

/// <summary>Mean intersection over union of boxes, in the unit of the data. Places without a box do not count.</summary>
internal sealed class BoxIouScore(ScoredOutput output, BoxFormat format) : IScore
{
    private double sum;
    private long boxes;

    public void Add(in BatchResult batch)
    {
        for (var first = 0; first + 4 <= batch.Targets.Length; first += 4)
        {
            var (a, b) = (Corners(batch.Outputs, first), Corners(batch.Targets, first));
            if (!IsBox(batch.Targets, first)) continue;
            var width = Math.Min(a.Right, b.Right) - Math.Max(a.Left, b.Left);
            var height = Math.Min(a.Bottom, b.Bottom) - Math.Max(a.Top, b.Top);
            var shared = Math.Max(width, 0) * Math.Max(height, 0);
            var union = Area(a) + Area(b) - shared;
            sum += union > 0 ? shared / union : 0;
            boxes++;
        }
    }

    /// <summary>Whether a place of the targets holds a box, by the numbers as the loss took them: see BoxLossOp.</summary>
    private bool IsBox(ReadOnlySpan<float> targets, int first) => format == BoxFormat.Xyxy
        ? targets[first + 2] >= targets[first] && targets[first + 3] >= targets[first + 1]
        : targets[first + 2] >= 0 && targets[first + 3] >= 0;

    private static double Area((double Left, double Top, double Right, double Bottom) box) =>
        Math.Max(box.Right - box.Left, 0) * Math.Max(box.Bottom - box.Top, 0);

    private (double Left, double Top, double Right, double Bottom) Corners(ReadOnlySpan<float> values, int first)
    {
        var inRow = first % output.Outputs;
        double At(float value, int i) => output.InUnit(value, inRow + i);
        var (p, q, r, s) = (At(values[first], 0), At(values[first + 1], 1), At(values[first + 2], 2), At(values[first + 3], 3));
        return format switch
        {
            BoxFormat.Xywh => (p, q, p + Math.Max(r, 0), q + Math.Max(s, 0)),
            BoxFormat.Cxcywh => (p - Math.Max(r, 0) / 2, q - Math.Max(s, 0) / 2, p + Math.Max(r, 0) / 2, q + Math.Max(s, 0) / 2),
            _ => (p, q, r, s),
        };
    }

    public void Report(string prefix, IDictionary<string, double> metrics) => metrics[prefix + "box_iou"] = sum / boxes;

    public void Clear() => (sum, boxes) = (0, 0);

    public void Save(BinaryWriter writer)
    {
        writer.Write(sum);
        writer.Write(boxes);
    }

    public void Restore(BinaryReader reader) => (sum, boxes) = (reader.ReadDouble(), reader.ReadInt64());
}
