using TrainingService.Contracts.Runs;

namespace TrainingService.Contracts.Filters;

/// <summary>A filter whose fields and values have been understood: what a store answers. A run either fulfils it or not; what a run lacks fulfils nothing.</summary>
public abstract record RunPredicate
{
    private RunPredicate()
    {
    }

    /// <summary>All of them; with none, every run.</summary>
    public sealed record AllOf(IReadOnlyList<RunPredicate> Operands) : RunPredicate;

    /// <summary>At least one of them.</summary>
    public sealed record AnyOf(IReadOnlyList<RunPredicate> Operands) : RunPredicate;

    /// <summary>Everything else.</summary>
    public sealed record Not(RunPredicate Operand) : RunPredicate;

    /// <summary>One of these states.</summary>
    public sealed record StateIn(IReadOnlyList<RunState> States) : RunPredicate;

    /// <summary>One of these runs.</summary>
    public sealed record IdIn(IReadOnlyList<Guid> Ids) : RunPredicate;

    /// <summary>A text that is one of these.</summary>
    public sealed record TextIn(RunColumn Column, IReadOnlyList<string> Values) : RunPredicate;

    /// <summary>A text that matches.</summary>
    public sealed record TextMatches(RunColumn Column, TextPattern Pattern) : RunPredicate;

    /// <summary>A column that is set; tags: at least one.</summary>
    public sealed record Has(RunColumn Column) : RunPredicate;

    /// <summary>At least one of these tags.</summary>
    public sealed record TagIn(IReadOnlyList<string> Tags) : RunPredicate;

    /// <summary>A tag that matches.</summary>
    public sealed record TagMatches(TextPattern Pattern) : RunPredicate;

    /// <summary>A time on one side of another.</summary>
    public sealed record TimeIs(RunColumn Column, Comparison Comparison, DateTime Time) : RunPredicate;

    /// <summary>A number on one side of another; durations in seconds.</summary>
    public sealed record NumberIs(RunColumn Column, Comparison Comparison, double Number) : RunPredicate;

    /// <summary>A number that is one of these.</summary>
    public sealed record NumberIn(RunColumn Column, IReadOnlyList<double> Numbers) : RunPredicate;

    /// <summary>A parameter that is there, whatever its value.</summary>
    public sealed record HasParam(string Name) : RunPredicate;

    /// <summary>A numeric parameter on one side of a number.</summary>
    public sealed record ParamIs(string Name, Comparison Comparison, double Number) : RunPredicate;

    /// <summary>A parameter that is one of these numbers or texts.</summary>
    public sealed record ParamIn(string Name, IReadOnlyList<double> Numbers, IReadOnlyList<string> Texts) : RunPredicate;

    /// <summary>A parameter whose text matches.</summary>
    public sealed record ParamMatches(string Name, TextPattern Pattern) : RunPredicate;

    /// <summary>A metric that has a point.</summary>
    public sealed record HasMetric(string Name) : RunPredicate;

    /// <summary>A metric on one side of a number.</summary>
    public sealed record MetricIs(string Name, MetricAggregate Aggregate, Comparison Comparison, double Number) : RunPredicate;

    /// <summary>A metric that is one of these numbers; NaN is equal to NaN.</summary>
    public sealed record MetricIn(string Name, MetricAggregate Aggregate, IReadOnlyList<double> Numbers) : RunPredicate;

    /// <summary>A word in the name, the dataset's name or the tags, or a run's whole id.</summary>
    public sealed record Mentions(TextPattern Pattern, Guid? Id) : RunPredicate;
}

/// <summary>Which side.</summary>
public enum Comparison
{
    /// <summary>Smaller.</summary>
    Less,

    /// <summary>Smaller or equal.</summary>
    LessOrEqual,

    /// <summary>Larger.</summary>
    Greater,

    /// <summary>Larger or equal.</summary>
    GreaterOrEqual,
}
