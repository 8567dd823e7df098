using TrainingService.Compute.Training.Scoring;
using TrainingService.Contracts.Specs;

namespace TrainingService.Compute.Specs;

/// <summary>What the metrics of a run are called.</summary>
internal static class MetricNames
{
    /// <summary>What stands before an output's metrics: nothing for a spec with `loss`, else its name or its layer's id.</summary>
    public static string Prefix(RunSpec spec, OutputSpec output) => spec.Outputs is null ? "" : NameOf(output) + "_";

    /// <summary>Metrics that each epoch of a run gives and that can be monitored.</summary>
    public static IEnumerable<string> OfEpoch(RunSpec spec)
    {
        List<string> names = ["loss"];
        if (spec.Outputs is null) names.AddRange(spec.Metrics?.SelectMany(ScoreFactory.NamesOf) ?? []);
        foreach (var output in spec.Outputs?.OfType<OutputSpec>() ?? [])
            names.AddRange((output.Metrics?.SelectMany(ScoreFactory.NamesOf) ?? []).Prepend("loss").Select(name => $"{NameOf(output)}_{name}"));
        return spec.Dataset?.Validation is null ? names : names.Concat(names.Select(name => "val_" + name));
    }

    private static string NameOf(OutputSpec output) => output.Name ?? output.Layer ?? "output";
}
