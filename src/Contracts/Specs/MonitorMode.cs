namespace TrainingService.Contracts.Specs;

/// <summary>Which way a monitored metric improves.</summary>
public enum MonitorMode
{
    /// <summary>Known from the metric: losses and errors fall, scores rise.</summary>
    Auto,

    /// <summary>Lower is better.</summary>
    Min,

    /// <summary>Higher is better.</summary>
    Max,
}
