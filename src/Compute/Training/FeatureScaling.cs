using TrainingService.Compute.Data;

namespace TrainingService.Compute.Training;

/// <summary>
/// How raw features become network inputs: x · scale + shift, which gives the rows trained on (never held-out ones) mean 0 and deviation 1.
/// Floats are standardized feature by feature, bytes (images) all together; a constant feature becomes 0.
/// </summary>
/// <param name="Scale">Factor per feature, or one for all.</param>
/// <param name="Shift">Added per feature, or one for all.</param>
internal sealed record FeatureScaling(float[] Scale, float[] Shift)
{
    /// <summary>Learns the scaling.</summary>
    public static FeatureScaling Learn(DataPart part, int features, ReadOnlySpan<int> rows)
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
        return new FeatureScaling(scale, shift);
    }

    private static FeatureScaling LearnBytes(ReadOnlySpan<byte> values, int features, ReadOnlySpan<int> rows)
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
        return new FeatureScaling([scale], [shift]);
    }

    private static (float Scale, float Shift) Standardize(double mean, double variance)
    {
        var scale = variance > 0 ? (float)(1 / Math.Sqrt(variance)) : 0;
        return (scale, (float)(-mean * scale));
    }
}
