using TrainingService.Contracts.Runs;

namespace TrainingService.Storage.Runs;

/// <summary>
/// Runs as workers hold them. A claim raises the lease's epoch; every later write carries it and is refused once another claim came.
/// All times are the database's. A lease that ran out still writes until somebody acted on it; then it is refused for good.
/// </summary>
public interface IRunLeases
{
    /// <summary>
    /// Takes the run whose turn it is (<see cref="Queue.FairShare"/>), whichever that is. Null when none waits, or when the worker is to take nothing new.
    /// </summary>
    /// <param name="worker">The name that the run will show.</param>
    /// <param name="workerId">The worker in the registry, which may be draining; null for one that is not in it.</param>
    /// <param name="duration">How long the lease lasts.</param>
    /// <param name="cancellation">Gives up.</param>
    Task<ClaimedRun?> ClaimNextAsync(string worker, Guid? workerId, TimeSpan duration, CancellationToken cancellation);

    /// <summary>
    /// Takes a queued run, or a running one whose lease has run out. Null when it is not to be had (taken, ended, unknown): nothing to do then.
    /// Points of epochs after the checkpoint are removed, since they will be trained and committed again; the feed keeps its events.
    /// </summary>
    Task<ClaimedRun?> ClaimAsync(Guid id, string worker, TimeSpan duration, CancellationToken cancellation);

    /// <summary>
    /// Goes through a claim and the first epoch's commit with a run of its own and keeps nothing of it: what they need is compiled and the database's connection open
    /// when the first real run comes.
    /// </summary>
    Task RehearseAsync(string worker, CancellationToken cancellation);

    /// <summary>Training begins: starting becomes running, and another state stays what somebody wants it to be.</summary>
    Task<LeaseStatus> BeginAsync(RunLease lease, CancellationToken cancellation);

    /// <summary>Prolongs the lease, stores progress and reads what is wanted of the run. False in <see cref="LeaseStatus.Held"/> means: stop, write no more.</summary>
    Task<LeaseStatus> RenewAsync(RunLease lease, RunProgress? progress, CancellationToken cancellation);

    /// <summary>
    /// Stores an epoch: its points, its event and the run's summaries, fenced, in one transaction, and prolongs the lease. Epochs come in order;
    /// one that this attempt has stored already is taken as sent twice and only prolongs.
    /// </summary>
    Task<LeaseStatus> CommitEpochAsync(RunLease lease, EpochCommit epoch, CancellationToken cancellation);

    /// <summary>Makes a written checkpoint file the one to resume from, fenced, and prolongs the lease. Commit its epoch first.</summary>
    /// <exception cref="InvalidOperationException">It holds an epoch that has not been committed: a resume would leave a gap in the curves.</exception>
    Task<LeaseStatus> CommitCheckpointAsync(RunLease lease, CheckpointPointer checkpoint, CancellationToken cancellation);

    /// <summary>Ends a run: succeeded with a result, failed with a reason, or cancelled. Fenced; a second end is refused.</summary>
    Task<LeaseStatus> CompleteAsync(RunLease lease, RunState state, RunResult? result, RunFailure? failure, CancellationToken cancellation);

    /// <summary>
    /// Lets a run go in order (pause, shutdown, drain): one that is to be cancelled ends as cancelled, one that is to be paused is paused, any
    /// other goes back to the queue before all that have not begun. Counts as no loss.
    /// </summary>
    Task<LeaseStatus> ReleaseAsync(RunLease lease, string? reason, CancellationToken cancellation);

    /// <summary>
    /// Gives a run back because the machinery failed (disk full, network): it is tried again after a pause that doubles, and fails with this
    /// fault after the third time without a new checkpoint in between.
    /// </summary>
    Task<LeaseStatus> ReturnAsync(RunLease lease, RunFailure fault, CancellationToken cancellation);

    /// <summary>
    /// Repairs: runs whose lease ran out go back to the queue (or fail as `worker_lost` after three losses without a new checkpoint; a cancelling
    /// one ends as cancelled, a pausing one as paused). Gives the ids to enqueue: the runs put back just now, and all that wait longer than <paramref name="waiting"/>;
    /// those then count as waiting anew, so that several reconcilers, or one that is called often, do not enqueue them over and over.
    /// </summary>
    Task<IReadOnlyList<Guid>> ReconcileAsync(TimeSpan waiting, CancellationToken cancellation);

    /// <summary>Whether any run waits that a worker could take now.</summary>
    Task<bool> AnyWaitingAsync(CancellationToken cancellation);

    /// <summary>Voids every lease: for embedded mode, where a fresh start means that no worker lives. Call <see cref="ReconcileAsync"/> next.</summary>
    Task VoidAllLeasesAsync(CancellationToken cancellation);
}

/// <summary>The right to write to a run.</summary>
/// <param name="RunId">The run.</param>
/// <param name="Epoch">The fencing number of this claim.</param>
/// <param name="Worker">Who holds it.</param>
/// <param name="Duration">How long each renewal lasts.</param>
public sealed record RunLease(Guid RunId, long Epoch, string Worker, TimeSpan Duration);

/// <summary>A run as its worker gets it.</summary>
/// <param name="Lease">The right to write.</param>
/// <param name="SpecJson">The resolved spec.</param>
/// <param name="DatasetVersion">Content hash of the data.</param>
/// <param name="Attempt">1 for the first worker.</param>
/// <param name="Checkpoint">Where to resume from, or null to begin.</param>
/// <param name="BestCheckpointPath">The checkpoint of the best epoch so far, which is to be kept.</param>
/// <param name="StopRequested">Somebody wants it ended with what it has.</param>
public sealed record ClaimedRun(
    RunLease Lease,
    string SpecJson,
    string DatasetVersion,
    int Attempt,
    CheckpointPointer? Checkpoint,
    string? BestCheckpointPath = null,
    bool StopRequested = false)
{
    /// <summary>Timestamp of this process's clock from before the claim: the lease lasts at least its duration from then.</summary>
    public long AskedAt { get; init; }
}

/// <summary>A worker's standing with a run.</summary>
/// <param name="Held">Whether the write was taken.</param>
/// <param name="State">The run's state, and so what somebody wants of it: pausing, stopping, cancelling.</param>
/// <param name="Seq">Number of the last event.</param>
public readonly record struct LeaseStatus(bool Held, RunState State, long Seq);

/// <summary>One epoch's metrics to store.</summary>
/// <param name="Epoch">From 1.</param>
/// <param name="Step">Steps done by then.</param>
/// <param name="Metrics">Values by name; may be NaN or infinite.</param>
/// <param name="Progress">How far the run is now.</param>
public sealed record EpochCommit(int Epoch, long Step, IReadOnlyDictionary<string, double> Metrics, RunProgress Progress);

/// <summary>A checkpoint file and what it must hold.</summary>
/// <param name="Path">Relative to the data folder.</param>
/// <param name="Sha256">Of the file's content.</param>
/// <param name="Epoch">Epochs complete in it.</param>
/// <param name="Step">Steps done in it.</param>
/// <param name="IsBest">Whether it closes the best epoch so far.</param>
public sealed record CheckpointPointer(string Path, string Sha256, int Epoch, long Step, bool IsBest = false);
