namespace TrainingService.Contracts.Specs.Metrics;

/// <summary>Which way metrics improve.</summary>
public static class MetricDirection
{
    /// <summary>Beginnings and ends of names of metrics that are better when lower; all others are scores, better when higher.</summary>
    private static readonly string[] Errors = ["loss", "mae", "mse", "rmse", "perplexity", "zero_one", "error_rate", "gradient_norm"];

    /// <summary>Whether a metric is better when lower.</summary>
    /// <param name="metric">Its name: part (`val_`), output and score, such as `val_head_rmse`.</param>
    /// <param name="mode">What the spec says.</param>
    public static bool LowerIsBetter(string metric, MonitorMode mode = MonitorMode.Auto) => mode switch
    {
        MonitorMode.Min => true,
        MonitorMode.Max => false,
        _ => Errors.Any(name => metric == name || metric.EndsWith("_" + name, StringComparison.Ordinal)),
    };
}
