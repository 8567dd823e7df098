using TrainingService.Compute.Data;

namespace TrainingService.Compute.Training;

/// <summary>
/// Learns a scaling that gives the rows trained on (never held-out ones) mean 0 and deviation 1. Floats are standardized feature by feature,
/// bytes (images) all together; a constant feature becomes 0.
/// </summary>
internal static class FeatureScaling
{
    /// <summary>Learns the scaling.</summary>
    public static FieldScaling Learn(DataPart part, int features, ReadOnlySpan<int> rows)
    {
        if (part.Floats.IsEmpty) return LearnBytes(part.Bytes.Span, features, rows);
        var (mean, square) = (new double[features], new double[features]);
        var values = part.Floats.Span;
        foreach (var row in rows)
        {
            for (var f = 0; f < features; f++) mean[f] += values[row * features + f];
        }

        for (var f = 0; f < features; f++) mean[f] /= rows.Length;
        foreach (var row in rows)
        {
            for (var f = 0; f < features; f++)
            {
                var centred = values[row * features + f] - mean[f];
                square[f] += centred * centred;
            }
        }

        var (scale, shift) = (new float[features], new float[features]);
        for (var f = 0; f < features; f++) (scale[f], shift[f]) = Standardize(mean[f], square[f] / rows.Length);
        return new FieldScaling(scale, shift);
    }

    private static FieldScaling LearnBytes(ReadOnlySpan<byte> values, int features, ReadOnlySpan<int> rows)
    {
        var counts = new long[256];
        foreach (var row in rows)
        {
            foreach (var value in values.Slice(row * features, features)) counts[value]++;
        }

        var total = (double)rows.Length * features;
        var mean = counts.Select((count, value) => count * (double)value).Sum() / total;
        var variance = counts.Select((count, value) => count * (value - mean) * (value - mean)).Sum() / total;
        var (scale, shift) = Standardize(mean, variance);
        return new FieldScaling([scale], [shift]);
    }

    private static (float Scale, float Shift) Standardize(double mean, double variance)
    {
        var scale = variance > 0 ? (float)(1 / Math.Sqrt(variance)) : 0;
        return (scale, (float)(-mean * scale));
    }
}
