using System.Text.Json;

namespace TrainingService.Contracts.Runs;

/// <summary>One run as `GET /api/v1/runs/{id}` shows it.</summary>
public sealed record RunResource
{
    /// <summary>Its id; ids sort by time of submission.</summary>
    public required Guid Id { get; init; }

    /// <summary>Its name.</summary>
    public required string Name { get; init; }

    /// <summary>Where it is in its life.</summary>
    public required RunState State { get; init; }

    /// <summary>Why it failed, if it did.</summary>
    public RunFailure? Failure { get; init; }

    /// <summary>The resolved spec: all defaults filled in.</summary>
    public required JsonElement Spec { get; init; }

    /// <summary>SHA-256 of the resolved spec's text, in lower-case hex.</summary>
    public required string SpecSha256 { get; init; }

    /// <summary>Name of the dataset.</summary>
    public required string Dataset { get; init; }

    /// <summary>Content hash of the dataset's version.</summary>
    public required string DatasetVersion { get; init; }

    /// <summary>Labels to find it by.</summary>
    public required IReadOnlyList<string> Tags { get; init; }

    /// <summary>When it was submitted, in UTC.</summary>
    public required DateTime CreatedAt { get; init; }

    /// <summary>When a worker first took it, in UTC.</summary>
    public DateTime? StartedAt { get; init; }

    /// <summary>When it reached its final state, in UTC.</summary>
    public DateTime? FinishedAt { get; init; }

    /// <summary>How many workers have taken it so far; above 1 after a worker was lost.</summary>
    public required int Attempt { get; init; }

    /// <summary>The worker that holds it.</summary>
    public string? Worker { get; init; }

    /// <summary>How far it is; null before the first step.</summary>
    public RunProgress? Progress { get; init; }

    /// <summary>Per metric its last, smallest and largest value so far.</summary>
    public required IReadOnlyDictionary<string, MetricSummary> Metrics { get; init; }

    /// <summary>What came out, once it has succeeded.</summary>
    public RunResult? Result { get; init; }

    /// <summary>Sequence number of its last event.</summary>
    public required long LastSeq { get; init; }

    /// <summary>Grows with every change of the resource except progress; also the ETag.</summary>
    public required long Version { get; init; }
}
