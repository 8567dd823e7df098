using System.Collections.Concurrent;
using TrainingService.Contracts.Runs;
using TrainingService.Storage.Runs;

namespace TrainingService.Worker.Tests.Fakes;

/// <summary>Leases of one run, with what was written to it in order, and faults on demand.</summary>
internal sealed class FakeLeases : IRunLeases
{
    private long _seq;

    /// <summary>What a claim gives.</summary>
    public ClaimedRun? Run { get; set; }

    /// <summary>Whether the lease is still ours.</summary>
    public volatile bool Held = true;

    /// <summary>The run's state, and so what somebody wants of it.</summary>
    public volatile RunState State = RunState.Running;

    /// <summary>Thrown by calls while set.</summary>
    public volatile Exception? Fault;

    /// <summary>How many more calls <see cref="Fault"/> strikes.</summary>
    public int FaultyCalls = int.MaxValue;

    /// <summary>Epochs whose commit succeeds while its answer is lost.</summary>
    public int AnswersLost;

    /// <summary>What the reconciler finds.</summary>
    public IReadOnlyList<Guid> Waiting { get; set; } = [];

    /// <summary>What was written: "epoch 1", "checkpoint 3", "Succeeded", "released".</summary>
    public ConcurrentQueue<string> Written { get; } = [];

    /// <summary>Progress as it was stored.</summary>
    public ConcurrentQueue<RunProgress> Progress { get; } = [];

    /// <summary>Number of renewals asked for.</summary>
    public int Renewals;

    /// <summary>Why the run failed.</summary>
    public RunFailure? Failure { get; private set; }

    /// <summary>What the next claims give, one after another.</summary>
    public Queue<ClaimedRun> Next { get; } = [];

    public Task RehearseAsync(string worker, CancellationToken cancellation) => Task.CompletedTask;

    public Task<ClaimedRun?> ClaimNextAsync(string worker, Guid? workerId, TimeSpan duration, CancellationToken cancellation) =>
        Task.FromResult(Next.TryDequeue(out var run) ? run : null);

    public Task<bool> AnyWaitingAsync(CancellationToken cancellation) => Task.FromResult(Waiting.Count > 0);

    public Task<LeaseStatus> BeginAsync(RunLease lease, CancellationToken cancellation) => Answer(() => Begun = true);

    /// <summary>Whether training was said to have begun.</summary>
    public volatile bool Begun;

    public Task<ClaimedRun?> ClaimAsync(Guid id, string worker, TimeSpan duration, CancellationToken cancellation) => Task.FromResult(Run);

    public Task<LeaseStatus> RenewAsync(RunLease lease, RunProgress? progress, CancellationToken cancellation)
    {
        Interlocked.Increment(ref Renewals);
        return Answer(() => { if (progress is not null) Progress.Enqueue(progress); });
    }

    public Task<LeaseStatus> CommitEpochAsync(RunLease lease, EpochCommit epoch, CancellationToken cancellation)
    {
        var written = $"epoch {epoch.Epoch}";
        if (Interlocked.Decrement(ref AnswersLost) < 0) return Written.Contains(written) ? Answer(() => { }) : Write(written);
        Write(written);
        return Task.FromException<LeaseStatus>(new FakeDatabaseException());
    }

    public Task<LeaseStatus> CommitCheckpointAsync(RunLease lease, CheckpointPointer checkpoint, CancellationToken cancellation)
    {
        Pointers.Enqueue(checkpoint);
        return Write($"checkpoint {checkpoint.Epoch}");
    }

    /// <summary>Checkpoints that were committed.</summary>
    public ConcurrentQueue<CheckpointPointer> Pointers { get; } = [];

    public Task<LeaseStatus> CompleteAsync(RunLease lease, RunState state, RunResult? result, RunFailure? failure, CancellationToken cancellation)
    {
        Failure = failure;
        return Write(state.ToString());
    }

    public Task<LeaseStatus> ReleaseAsync(RunLease lease, string? reason, CancellationToken cancellation) => Write("released");

    public Task<LeaseStatus> ReturnAsync(RunLease lease, RunFailure fault, CancellationToken cancellation)
    {
        Failure = fault;
        return Write("returned");
    }

    public Task<IReadOnlyList<Guid>> ReconcileAsync(TimeSpan waiting, CancellationToken cancellation) => Task.FromResult(Waiting);

    public Task VoidAllLeasesAsync(CancellationToken cancellation) => Task.CompletedTask;

    private Task<LeaseStatus> Write(string what) => Answer(() =>
    {
        Written.Enqueue(what);
        Interlocked.Increment(ref _seq);
    });

    private Task<LeaseStatus> Answer(Action write)
    {
        if (Fault is { } fault && Interlocked.Decrement(ref FaultyCalls) >= 0) return Task.FromException<LeaseStatus>(fault);
        if (Held) write();
        return Task.FromResult(new LeaseStatus(Held, State, Interlocked.Read(ref _seq)));
    }
}
