using TrainingService.Contracts.Runs;

namespace TrainingService.Storage.Model;

/// <summary>A row of `runs`: the truth about a run. Times are UTC, from the database's clock.</summary>
public sealed class RunRow
{
    /// <summary>Version 7 GUID.</summary>
    public Guid Id { get; set; }

    public required string Name { get; set; }

    public RunState State { get; set; }

    /// <summary>The resolved spec's text, byte for byte what <see cref="SpecSha256"/> was taken of: jsonb would reorder its keys.</summary>
    public required string SpecJson { get; set; }

    public required string SpecSha256 { get; set; }

    public required string Dataset { get; set; }

    public required string DatasetVersion { get; set; }

    /// <summary>JSON array of strings.</summary>
    public required string TagsJson { get; set; }

    /// <summary>Owners with waiting runs get equal shares of the workers.</summary>
    public required string Owner { get; set; }

    /// <summary>Order among the owner's waiting runs, higher ones first.</summary>
    public int Priority { get; set; }

    public string? Notes { get; set; }

    public DateTime CreatedAt { get; set; }

    /// <summary>Since when a queued run has waited without being handed out by the reconciler.</summary>
    public DateTime WaitingSince { get; set; }

    /// <summary>Before then no worker takes it: the pause before trying again after a fault of the machinery. Null: at once.</summary>
    public DateTime? AvailableAt { get; set; }

    /// <summary>Taken from a worker while it was being trained: it goes before all that have not begun.</summary>
    public bool Interrupted { get; set; }

    /// <summary>Somebody wants it stopped with what it has; survives the loss of the worker that was to do it.</summary>
    public bool StopRequested { get; set; }

    /// <summary>The newest claim: among owners with equally many runs held, the one that was served longest ago comes next.</summary>
    public DateTime? ClaimedAt { get; set; }

    public DateTime? StartedAt { get; set; }

    public DateTime? FinishedAt { get; set; }

    /// <summary>Claims so far.</summary>
    public int Attempt { get; set; }

    /// <summary>Who holds the lease; null when nobody does.</summary>
    public string? Worker { get; set; }

    /// <summary>The fencing number: writes that carry another are refused.</summary>
    public long LeaseEpoch { get; set; }

    /// <summary>Set exactly while a worker holds the run.</summary>
    public DateTime? LeaseExpiresAt { get; set; }

    /// <summary>Leases that ran out, and faults of the machinery, since the last new checkpoint.</summary>
    public int Losses { get; set; }

    /// <summary>The last epoch whose metrics this attempt has stored or resumed from.</summary>
    public int EpochsDone { get; set; }

    public string? CheckpointPath { get; set; }

    public string? CheckpointSha256 { get; set; }

    public int? CheckpointEpoch { get; set; }

    public long? CheckpointStep { get; set; }

    /// <summary>The checkpoint of the best epoch among those written; kept beside the newest ones.</summary>
    public string? BestCheckpointPath { get; set; }

    /// <summary><see cref="RunProgress"/> as JSON.</summary>
    public string? ProgressJson { get; set; }

    /// <summary>Summaries by metric name as JSON, so that lists never touch the points.</summary>
    public required string MetricsJson { get; set; }

    /// <summary><see cref="RunResult"/> as JSON.</summary>
    public string? ResultJson { get; set; }

    public string? FailureCode { get; set; }

    public string? FailureDetail { get; set; }

    /// <summary>Number of the newest row in `run_events`.</summary>
    public long LastSeq { get; set; }

    /// <summary>The ETag; counted by us, so that both databases do it alike.</summary>
    public long Version { get; set; }

    /// <summary>Edits by people so far; what `If-Match` is held against.</summary>
    public long Revision { get; set; }

    /// <summary>The run that this one is to bring about again.</summary>
    public Guid? ReproducesRunId { get; set; }

    /// <summary>That run's weights.</summary>
    public string? ExpectedWeightsSha256 { get; set; }

    /// <summary>What that run was trained on, such as `cpu/avx512`.</summary>
    public string? ExpectedDevice { get; set; }

    /// <summary>Set once it is deleted: no reader sees it from then on, and its rows and files go away in the background.</summary>
    public DateTime? DeletedAt { get; set; }

    public string? IdempotencyKey { get; set; }

    public string? RequestSha256 { get; set; }

    /// <summary>The device it ran on; until then the one asked for.</summary>
    public string? Device { get; set; }

    /// <summary>Seconds from start to end, computed by the database.</summary>
    public double? DurationSeconds { get; private set; }

    /// <summary>Which <see cref="Search.SearchIndex.Version"/> wrote its parameters and metrics to search by; 0 for none.</summary>
    public int IndexVersion { get; set; }
}
