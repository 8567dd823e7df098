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

    /// <summary>Whose it is: owners have equal shares of the workers.</summary>
    public required string Owner { get; init; }

    /// <summary>Order among its owner's runs that wait: higher ones first.</summary>
    public required int Priority { get; init; }

    /// <summary>Free words of people about it.</summary>
    public string? Notes { get; init; }

    /// <summary>The run whose bits this one was submitted to bring about again.</summary>
    public Reproduction? Reproduces { get; init; }

    /// <summary>What may be done to it now.</summary>
    public required IReadOnlyList<RunAction> Actions { get; init; }

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

    /// <summary>Where it stands in the queue, while it waits. Given for single runs, not in lists.</summary>
    public QueuePlace? Queue { get; init; }

    /// <summary>The checkpoint that the next attempt would go on from.</summary>
    public CheckpointInfo? Checkpoint { get; init; }

    /// <summary>How far it is; null before the first step.</summary>
    public RunProgress? Progress { get; init; }

    /// <summary>Per metric its last, smallest and largest value so far.</summary>
    public required IReadOnlyDictionary<string, MetricSummary> Metrics { get; init; }

    /// <summary>What came out, once it has succeeded.</summary>
    public RunResult? Result { get; init; }

    /// <summary>Sequence number of its last event.</summary>
    public required long LastSeq { get; init; }

    /// <summary>Grows with every change of the resource except progress.</summary>
    public required long Version { get; init; }

    /// <summary>Grows with each edit of name, tags, notes or priority. The ETag is `"VERSION.REVISION"`, and `If-Match` of an edit looks at this part only.</summary>
    public required long Revision { get; init; }
}

/// <summary>Whether a run brought about the bits of another.</summary>
/// <param name="RunId">The other run.</param>
/// <param name="WeightsSha256">The hash of its weights.</param>
/// <param name="Same">Whether this run's weights are the same to the bit; null until it has succeeded.</param>
/// <param name="Detail">In words; for a difference, what may have caused it.</param>
public sealed record Reproduction(Guid RunId, string WeightsSha256, bool? Same, string? Detail);

/// <summary>A place in the queue.</summary>
/// <param name="Place">From 1: the next run to be taken.</param>
/// <param name="Waiting">Runs that wait in all.</param>
/// <param name="ExpectedStart">When a worker will probably take it, in UTC; null when that cannot be told (no worker alive, or nothing known of how long runs last).</param>
public sealed record QueuePlace(int Place, int Waiting, DateTime? ExpectedStart);

/// <summary>A checkpoint.</summary>
/// <param name="Epoch">Epochs complete in it.</param>
/// <param name="Step">Training steps done in it.</param>
public sealed record CheckpointInfo(int Epoch, long Step);
