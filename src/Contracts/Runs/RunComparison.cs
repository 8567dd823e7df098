using System.Text.Json;

namespace TrainingService.Contracts.Runs;

/// <summary>Runs side by side, as `GET /api/v1/runs/compare` gives them. Lists of values have one entry per run, in the order of <see cref="Runs"/>.</summary>
public sealed record RunComparison
{
    /// <summary>The runs, in the order asked for.</summary>
    public required IReadOnlyList<ComparedRun> Runs { get; init; }

    /// <summary>Parameters of the resolved specs: those that differ, or all if asked for.</summary>
    public required IReadOnlyList<ComparedParameter> Parameters { get; init; }

    /// <summary>All metrics that any of the runs has.</summary>
    public required IReadOnlyList<ComparedMetric> Metrics { get; init; }

    /// <summary>Groups of two or more runs that differ in nothing but seeds, with the spread of their scores.</summary>
    public required IReadOnlyList<SeedGroup> Groups { get; init; }

    /// <summary>Confusion matrices, of the runs that have one.</summary>
    public required IReadOnlyList<ComparedMatrix> ConfusionMatrices { get; init; }
}

/// <summary>A run of a comparison.</summary>
public sealed record ComparedRun
{
    /// <summary>Its id.</summary>
    public required Guid Id { get; init; }

    /// <summary>Its name.</summary>
    public required string Name { get; init; }

    /// <summary>Where it is in its life.</summary>
    public required RunState State { get; init; }

    /// <summary>The dataset's name.</summary>
    public required string Dataset { get; init; }

    /// <summary>Labels.</summary>
    public required IReadOnlyList<string> Tags { get; init; }

    /// <summary>When it was submitted.</summary>
    public required DateTime CreatedAt { get; init; }

    /// <summary>Seconds from start to end.</summary>
    public double? DurationSeconds { get; init; }

    /// <summary>Epochs trained so far.</summary>
    public int? Epochs { get; init; }

    /// <summary>Trained numbers of its network; null before it has ended.</summary>
    public long? Parameters { get; init; }

    /// <summary>Training rows per second: over all of it, or lately while it trains.</summary>
    public double? SamplesPerSecond { get; init; }

    /// <summary>Number of its group in <see cref="RunComparison.Groups"/>, from 0; null if no other run differs only in seeds.</summary>
    public int? Group { get; init; }
}

/// <summary>A parameter of several runs.</summary>
/// <param name="Name">Its path in the resolved spec.</param>
/// <param name="Differs">Whether the runs have different values.</param>
/// <param name="Values">One per run; null where it has none.</param>
public sealed record ComparedParameter(string Name, bool Differs, IReadOnlyList<JsonElement?> Values);

/// <summary>A metric of several runs.</summary>
/// <param name="Name">Its name.</param>
/// <param name="LowerIsBetter">Whether its best value is the smallest.</param>
/// <param name="Values">One per run; null where it has no points.</param>
/// <param name="BestRun">The run with the best value of all; null if none has a number.</param>
public sealed record ComparedMetric(string Name, bool LowerIsBetter, IReadOnlyList<ComparedScore?> Values, Guid? BestRun);

/// <summary>A metric's course in four numbers.</summary>
/// <param name="Last">The newest value.</param>
/// <param name="Best">The smallest of losses and errors, the largest of all else.</param>
/// <param name="Min">The smallest.</param>
/// <param name="Max">The largest.</param>
public sealed record ComparedScore(double Last, double Best, double Min, double Max);

/// <summary>Runs that differ only in seeds.</summary>
/// <param name="Runs">Their ids.</param>
/// <param name="Scores">By metric that all of them have: the spread of its last and best values.</param>
public sealed record SeedGroup(IReadOnlyList<Guid> Runs, IReadOnlyDictionary<string, SeedSpread> Scores);

/// <summary>The spread of a metric over a group.</summary>
/// <param name="Last">Of the last values.</param>
/// <param name="Best">Of the best values.</param>
public sealed record SeedSpread(Spread Last, Spread Best);

/// <summary>Mean and deviation.</summary>
/// <param name="Mean">The mean.</param>
/// <param name="Deviation">The sample's standard deviation (n − 1).</param>
/// <param name="Count">How many values.</param>
public sealed record Spread(double Mean, double Deviation, int Count);

/// <summary>A run's confusion matrix.</summary>
/// <param name="RunId">The run.</param>
/// <param name="ClassNames">Names of the classes.</param>
/// <param name="Matrix">Row = true class, column = predicted class.</param>
public sealed record ComparedMatrix(Guid RunId, IReadOnlyList<string>? ClassNames, IReadOnlyList<IReadOnlyList<int>> Matrix);
