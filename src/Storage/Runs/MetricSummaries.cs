using TrainingService.Contracts.Runs;

namespace TrainingService.Storage.Runs;

/// <summary>Keeps <see cref="MetricSummary"/> up to date point by point.</summary>
internal static class MetricSummaries
{
    /// <summary>Takes one more value in.</summary>
    public static void Add(Dictionary<string, MetricSummary> summaries, string name, double value)
    {
        var before = summaries.GetValueOrDefault(name) ?? new MetricSummary(double.NaN, double.NaN, double.NaN);
        summaries[name] = new MetricSummary(value, Bound(before.Min, value, Math.Min), Bound(before.Max, value, Math.Max));
    }

    // Math.Min and Math.Max give NaN as soon as one is NaN; a diverged epoch must not hide the best one.
    private static double Bound(double bound, double value, Func<double, double, double> choose) =>
        double.IsNaN(bound) ? value : double.IsNaN(value) ? bound : choose(bound, value);
}
