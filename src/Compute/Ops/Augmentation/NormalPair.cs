using TrainingService.Compute.Runtime;

namespace TrainingService.Compute.Ops.Augmentation;

/// <summary>Two independent normal numbers of mean 0 and deviation 1 (Box and Muller 1958).</summary>
/// <param name="Cosine">The first.</param>
/// <param name="Sine">The second.</param>
public readonly record struct NormalPair(double Cosine, double Sine)
{
    /// <summary>From 128 random bits.</summary>
    public static NormalPair Of(PhiloxBlock block)
    {
        var radius = Math.Sqrt(-2 * Math.Log(1 - RandomFill.Unit(block.Low)));
        var (sine, cosine) = Math.SinCos(2 * Math.PI * RandomFill.Unit(block.High));
        return new NormalPair(radius * cosine, radius * sine);
    }
}
