using TrainingService.Compute.Training;
using TrainingService.Contracts.Specs.Initializers;

namespace TrainingService.Compute.Specs.Layers;

/// <summary>What the attributes of an initializer's record cannot say.</summary>
internal static class InitializerChecks
{
    /// <summary>Reports an initializer that cannot fill a parameter.</summary>
    /// <param name="initializer">The initializer.</param>
    /// <param name="member">The layer's member it is given in.</param>
    /// <param name="shape">The parameter's sizes.</param>
    /// <param name="report">Takes member, code, detail, what was expected.</param>
    public static void Run(InitializerSpec initializer, string member, IReadOnlyList<int> shape, Action<string?, string, string, string?> report)
    {
        if (initializer is UniformInitializer { } uniform && uniform.Low > uniform.High)
            report($"{member}/low", "out_of_range", $"low is {uniform.Low}, high is {uniform.High}.", "low not above high");
        if (initializer is not OrthogonalInitializer) return;
        var rows = shape.SkipLast(1).Aggregate(1.0, (product, size) => product * size);
        if (Math.Min(rows, shape[^1]) <= OrthogonalMatrix.LargestSide) return;
        report(
            member, "too_large", $"A matrix of {rows:N0} x {shape[^1]:N0} is to be made orthogonal.",
            $"at most {OrthogonalMatrix.LargestSide:N0} on the smaller side; xavier_normal is close to orthogonal at this size");
    }
}
