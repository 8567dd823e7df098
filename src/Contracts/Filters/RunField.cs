namespace TrainingService.Contracts.Filters;

/// <summary>A field that filters and sorts may name.</summary>
public abstract record RunField(RunFieldKind Kind);

/// <summary>A column of the run.</summary>
/// <param name="Column">Which.</param>
/// <param name="Name">As it is written.</param>
/// <param name="Kind">What can be asked of it.</param>
/// <param name="Description">What it is, in a few words.</param>
public sealed record ColumnField(RunColumn Column, string Name, RunFieldKind Kind, string Description) : RunField(Kind);

/// <summary>A value of the resolved spec.</summary>
/// <param name="Name">Its path with dots, such as `optimizer.learning_rate`; `*` for any place in a list.</param>
public sealed record ParamField(string Name) : RunField(RunFieldKind.Param);

/// <summary>A number that sums up a metric's course.</summary>
/// <param name="Name">The metric.</param>
/// <param name="Aggregate">Which number.</param>
public sealed record MetricField(string Name, MetricAggregate Aggregate) : RunField(RunFieldKind.Metric);

/// <summary>Which number of a metric's course.</summary>
public enum MetricAggregate
{
    /// <summary>The newest.</summary>
    Last,

    /// <summary>The smallest of a loss or an error, the largest of a score.</summary>
    Best,

    /// <summary>The smallest.</summary>
    Min,

    /// <summary>The largest.</summary>
    Max,
}
