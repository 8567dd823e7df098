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
        if (spec.Outputs is null && spec.Metrics?.Contains(MetricKind.Accuracy) == true) names.Add("accuracy");
        names.AddRange(spec.Outputs is null ? [] : OfOutputs(spec.Outputs));
        return spec.Dataset?.Validation is null ? names : names.Concat(names.Select(name => "val_" + name));
    }

    private static IEnumerable<string> OfOutputs(IReadOnlyList<OutputSpec?> outputs) => outputs.OfType<OutputSpec>().SelectMany(output =>
        output.Metrics?.Contains(MetricKind.Accuracy) == true ? [NameOf(output) + "_loss", NameOf(output) + "_accuracy"] : new[] { NameOf(output) + "_loss" });

    private static string NameOf(OutputSpec output) => output.Name ?? output.Layer ?? "output";
}
