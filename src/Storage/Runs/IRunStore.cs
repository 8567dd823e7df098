using TrainingService.Contracts.Filters;
using TrainingService.Contracts.Runs;
using TrainingService.Contracts.Specs;

namespace TrainingService.Storage.Runs;

/// <summary>Runs as people see and steer them. The `runs` row is the truth; every change bumps its version and adds an event in the same transaction, and is signalled after it.</summary>
public interface IRunStore
{
    /// <summary>
    /// Stores a new queued run with its first event. With an idempotency key seen before, gives the run stored then; of several calls at once
    /// with one key, one makes the run and all get it.
    /// </summary>
    /// <exception cref="IdempotencyConflictException">The key was used with another body.</exception>
    Task<CreatedRun> CreateAsync(NewRun run, CancellationToken cancellation);

    /// <summary>Does all that <see cref="CreateAsync"/> does and takes it back: nothing is stored and nobody is told. What a first run would wait for is ready then.</summary>
    Task<RunResource> RehearseAsync(NewRun run, CancellationToken cancellation);

    /// <summary>One run, or null.</summary>
    Task<RunResource?> FindAsync(Guid id, CancellationToken cancellation);

    /// <summary>Several runs in the order of their ids; null for each that there is none of.</summary>
    Task<IReadOnlyList<RunResource?>> FindAllAsync(IReadOnlyList<Guid> ids, CancellationToken cancellation);

    /// <summary>The resolved spec's text, byte for byte as it was hashed; null if there is no such run.</summary>
    Task<string?> SpecTextAsync(Guid id, CancellationToken cancellation);

    /// <summary>A page of the runs that match a filter, in an order.</summary>
    /// <exception cref="FormatException">The cursor is not one of ours, or came from a list with another filter or order.</exception>
    /// <exception cref="ArgumentOutOfRangeException">The limit is not 1 to 200.</exception>
    Task<Page<RunResource>> ListAsync(RunQuery query, CancellationToken cancellation);

    /// <summary>Fields that filters can name, with the parameters and metrics of the newest runs.</summary>
    Task<RunFieldList> FieldsAsync(CancellationToken cancellation);

    /// <summary>Ids of the runs that match a filter, newest first, at most so many: what a bulk action is done to.</summary>
    Task<IReadOnlyList<Guid>> MatchAsync(RunFilter filter, int limit, CancellationToken cancellation);

    /// <summary>All metric points of a run, or null if there is no such run: one per metric and epoch. <see cref="History.IMetricHistory"/> gives fewer.</summary>
    Task<MetricHistory?> MetricsAsync(Guid id, CancellationToken cancellation);

    /// <summary>
    /// Kept events of a run after a number, in order; empty if there are none. The feed only grows: an epoch trained again by a later attempt
    /// comes as a new event, and readers replace the epoch by it.
    /// </summary>
    Task<IReadOnlyList<RunEvent>> EventsAsync(Guid id, long afterSeq, int limit, CancellationToken cancellation) =>
        EventsAsync(id, afterSeq, limit, int.MaxValue, cancellation);

    /// <summary>The same, ending with the event that makes it so many characters of JSON: what a reader holds is then bounded, however much each event tells.</summary>
    Task<IReadOnlyList<RunEvent>> EventsAsync(Guid id, long afterSeq, int limit, int characters, CancellationToken cancellation);

    /// <summary>Runs of any state that name a version of a dataset, newest first: each of them can be repeated only as long as the version is there.</summary>
    /// <param name="dataset">The dataset's name.</param>
    /// <param name="version">The version's whole content hash.</param>
    /// <param name="limit">At most so many, 1 to 200.</param>
    /// <param name="cancellation">Gives up.</param>
    Task<IReadOnlyList<RunResource>> ListUsingAsync(string dataset, string version, int limit, CancellationToken cancellation);

    /// <summary>Where the checkpoint to go on from and that of the best epoch are, relative to the data folder; null for each that there is none of.</summary>
    Task<(string? Current, string? Best)> CheckpointPathsAsync(Guid id, CancellationToken cancellation);

    /// <summary>Every change of a run's state, in order; null if there is no such run.</summary>
    Task<IReadOnlyList<RunTransition>?> TransitionsAsync(Guid id, CancellationToken cancellation);
}

/// <summary>A run to be stored.</summary>
public sealed record NewRun
{
    /// <summary>Its id: a version 7 GUID, made by the caller.</summary>
    public required Guid Id { get; init; }

    /// <summary>Its name.</summary>
    public required string Name { get; init; }

    /// <summary>The resolved spec's JSON text.</summary>
    public required string SpecJson { get; init; }

    /// <summary>Dataset name.</summary>
    public required string Dataset { get; init; }

    /// <summary>Dataset content hash.</summary>
    public required string DatasetVersion { get; init; }

    /// <summary>Labels.</summary>
    public IReadOnlyList<string> Tags { get; init; } = [];

    /// <summary>Whose it is.</summary>
    public string Owner { get; init; } = RunSpec.DefaultOwner;

    /// <summary>Order among the owner's waiting runs.</summary>
    public int Priority { get; init; }

    /// <summary>The run that it is to bring about again.</summary>
    public RunResource? Reproduces { get; init; }

    /// <summary>The client's key for safe retries.</summary>
    public string? IdempotencyKey { get; init; }

    /// <summary>SHA-256 of the body the key came with.</summary>
    public string? RequestSha256 { get; init; }
}

/// <summary>The stored run, and whether this call made it.</summary>
public sealed record CreatedRun(RunResource Run, bool IsNew);

/// <summary>Which runs to list.</summary>
/// <param name="States">Only these, or all when empty.</param>
/// <param name="Limit">At most so many, 1 to 200.</param>
/// <param name="Cursor">Where the last page ended.</param>
public sealed record RunQuery(IReadOnlyList<RunState> States, int Limit, string? Cursor)
{
    /// <summary>Only runs that match it.</summary>
    public RunFilter Filter { get; init; } = RunFilter.All;

    /// <summary>Their order.</summary>
    public RunSort Sort { get; init; } = RunSort.Default;

    /// <summary>Whether to count all that match.</summary>
    public bool WithTotal { get; init; }
}

/// <summary>An idempotency key came with another body than the first time.</summary>
public sealed class IdempotencyConflictException(string message) : Exception(message);
