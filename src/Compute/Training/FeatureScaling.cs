using TrainingService.Compute.Data;

namespace TrainingService.Compute.Training;

/// <summary>
/// How raw features become network inputs: x · scale + shift. Bytes map 0..255 to 0..1; floats are standardized per feature with the mean and
/// standard deviation of the rows trained on (never of held-out rows); a constant feature becomes 0.
/// </summary>
/// <param name="Scale">Factor per feature, or one for all.</param>
/// <param name="Shift">Added per feature, or one for all.</param>
internal sealed record FeatureScaling(float[] Scale, float[] Shift)
{
    /// <summary>Learns the scaling.</summary>
    public static FeatureScaling Learn(DataPart part, int features, ReadOnlySpan<int> rows)
    {
        if (part.Floats.IsEmpty) return new FeatureScaling([1f / 255], [0]);
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
        for (var f = 0; f < features; f++)
        {
            var deviation = Math.Sqrt(square[f] / rows.Length);
            scale[f] = deviation > 0 ? (float)(1 / deviation) : 0;
            shift[f] = (float)(-mean[f] * scale[f]);
        }

        return new FeatureScaling(scale, shift);
    }
}
