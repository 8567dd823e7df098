using TrainingService.Compute.Data;

namespace TrainingService.Datasets.Preprocessing.Fitting;

/// <summary>Standardizing: (x - mean) / deviation as a factor and an offset.</summary>
internal static class Standard
{
    /// <summary>1 / deviation; 0 for constant numbers, which then become 0.</summary>
    public static double Scale(double variance) => variance > 0 ? 1 / Math.Sqrt(variance) : 0;

    /// <summary>As the engine applies it: x · scale + shift.</summary>
    public static FieldScaling Scaling(IReadOnlyList<double> mean, IReadOnlyList<double> scale)
    {
        float[] factors = [.. scale.Select(value => (float)value)];
        return new FieldScaling(factors, [.. mean.Select((value, i) => (float)(-value * factors[i]))]);
    }
}
