using TrainingService.Contracts.Runs;
using TrainingService.Storage.Feed;
using TrainingService.Storage.Model;
using TrainingService.Storage.Search;

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
    public bool IsHeldBy(RunLease lease) => row.State.IsHeld() && row.LeaseEpoch == lease.Epoch;

    public LeaseStatus Status(bool held) => new(held, row.State, row.LastSeq);

    /// <summary>The one place where a state changes.</summary>
    /// <param name="state">The new one.</param>
    /// <param name="actor">Who changes it.</param>
    /// <param name="reason">Why, where that does not go without saying.</param>
    public void MoveTo(RunState state, string actor, string? reason = null)
    {
        if (!RunStates.MayFollow(row.State, state))
        {
            throw new InvalidOperationException($"Run {row.Id} is {SnakeCase.Of(row.State.ToString())}; it cannot become {SnakeCase.Of(state.ToString())}.");
        }

        var before = row.State;
        row.State = state;
        if (state is RunState.Queued) row.WaitingSince = now;
        if (!state.IsHeld())
        {
            if (before.IsHeld()) Metrics.Summaries.AddRange(SearchIndex.OfEpochs(row));
            (row.Worker, row.LeaseExpiresAt) = (null, null);
        }

        if (state.IsTerminal()) (row.FinishedAt, row.StopRequested, row.Interrupted) = (now, false, false);
        AppendState(before, actor, reason);
    }

    public void Fail(RunFailure failure, string actor)
    {
        (row.FailureCode, row.FailureDetail) = (failure.Code, failure.Detail);
        MoveTo(RunState.Failed, actor, failure.Detail);
    }

    /// <summary>The worker lets go in order, or is gone while somebody waits for it to let go: what was asked for comes true, else back to the queue.</summary>
    public void LetGo(string actor, string? reason)
    {
        switch (row.State)
        {
            case RunState.Cancelling:
                MoveTo(RunState.Cancelled, actor, reason);
                break;
            case RunState.Pausing:
                MoveTo(RunState.Paused, actor, reason);
                break;
            default:
                row.StopRequested |= row.State is RunState.Stopping;
                row.Interrupted = true;
                MoveTo(RunState.Queued, actor, reason);
                break;
        }
    }

    /// <summary>The worker is gone: as <see cref="LetGo"/>, unless the run has been lost too often.</summary>
    public void Lose(string actor)
    {
        row.Losses++;
        var reason = $"worker '{row.Worker}' was not heard of before its lease ended";
        if (row.State is RunState.Cancelling or RunState.Pausing || row.Losses < MaxLosses) LetGo(actor, reason);
        else
        {
            Fail(
                new RunFailure(
                    "worker_lost",
                    $"{row.Losses} workers in a row were lost while they trained it, the last one '{row.Worker}', without a new checkpoint between. "
                    + "Look at that worker's log for memory running out or a crash, then retry the run."),
                actor);
        }
    }

    public void AppendState(RunState? before, string actor, string? reason) => Append(new RunEvent
    {
        RunId = row.Id,
        Type = RunEventType.State,
        At = now,
        From = before,
        State = row.State,
        Actor = actor,
        Reason = reason,
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
            Level = body.Log?.Level,
            Text = body.Log is { } line ? $"{line.Message}\n{line.Exception}" : null,
            BodyJson = RunRows.Write(body with { Seq = row.LastSeq }),
        });
        Signal = new RunSignal(row.Id, row.LastSeq);
    }

    /// <summary>Something of the resource changed that is no event.</summary>
    public void Touch()
    {
        row.Version++;
        Signal ??= new RunSignal(row.Id, 0);
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
