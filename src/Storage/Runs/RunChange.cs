using TrainingService.Contracts.Runs;
using TrainingService.Storage.Feed;
using TrainingService.Storage.Model;

namespace TrainingService.Storage.Runs;

/// <summary>A locked run inside a write transaction: the rules for what may become of it.</summary>
internal sealed class RunChange(TrainingContext context, RunRow row, DateTime now)
{
    /// <summary>Losses without a new checkpoint after which a run is given up.</summary>
    public const int MaxLosses = 3;

    public TrainingContext Context => context;

    public RunRow Row => row;

    public DateTime Now => now;

    /// <summary>Points and summaries to store with the change.</summary>
    public MetricWrites Metrics { get; } = new();

    /// <summary>What to tell after the commit; null when nothing changed.</summary>
    public RunSignal? Signal { get; private set; }

    public bool IsLeaseOver => row.LeaseExpiresAt is { } end && end <= now;

    /// <summary>Whether a lease still gives the right to write. One that ran out does, until somebody acted on it.</summary>
    public bool IsHeldBy(RunLease lease) => row.State is RunState.Running or RunState.Cancelling && row.LeaseEpoch == lease.Epoch;

    public LeaseStatus Status(bool held) =>
        new(held, row.State is RunState.Cancelling or RunState.Cancelled, row.LastSeq);

    public void MoveTo(RunState state)
    {
        if (!RunStates.MayFollow(row.State, state))
        {
            throw new InvalidOperationException($"Run {row.Id} is {SnakeCase.Of(row.State.ToString())}; it cannot become {SnakeCase.Of(state.ToString())}.");
        }

        row.State = state;
        if (state is RunState.Queued) row.WaitingSince = now;
        if (state is not (RunState.Running or RunState.Cancelling)) (row.Worker, row.LeaseExpiresAt) = (null, null);
        if (state.IsTerminal()) row.FinishedAt = now;
        AppendState();
    }

    public void Fail(RunFailure failure)
    {
        (row.FailureCode, row.FailureDetail) = (failure.Code, failure.Detail);
        MoveTo(RunState.Failed);
    }

    /// <summary>The worker is gone: back to the queue, unless the run was to be cancelled or has been lost too often.</summary>
    public void Lose()
    {
        row.Losses++;
        if (row.State is RunState.Cancelling) MoveTo(RunState.Cancelled);
        else if (row.Losses < MaxLosses) MoveTo(RunState.Queued);
        else
        {
            Fail(new RunFailure(
                "worker_lost",
                $"{row.Losses} workers in a row were lost while they trained it, the last one '{row.Worker}', without a new checkpoint between. "
                + "Look at that worker's log for memory running out or a crash, then submit the run again."));
        }
    }

    public void AppendState() => Append(new RunEvent
    {
        RunId = row.Id,
        Type = RunEventType.State,
        At = now,
        State = row.State,
        Attempt = row.Attempt == 0 ? null : row.Attempt,
        Failure = row.Failure(),
    });

    public void Append(RunEvent body)
    {
        row.LastSeq++;
        row.Version++;
        context.RunEvents.Add(new RunEventRow
        {
            RunId = row.Id,
            Seq = row.LastSeq,
            Type = body.Type,
            At = now,
            BodyJson = RunRows.Write(body with { Seq = row.LastSeq }),
        });
        Signal = new RunSignal(row.Id, row.LastSeq);
    }

    /// <summary>Prolongs the lease and shows progress; neither is a new version of the resource.</summary>
    public void Renew(RunLease lease, RunProgress? progress)
    {
        row.LeaseExpiresAt = now + lease.Duration;
        if (progress is null) return;
        row.ProgressJson = RunRows.Write(progress);
        Signal ??= new RunSignal(row.Id, 0);
    }
}
