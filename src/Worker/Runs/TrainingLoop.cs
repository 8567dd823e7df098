using TrainingService.Compute.Training;
using TrainingService.Storage.Checkpoints;
using TrainingService.Storage.Models;
using TrainingService.Storage.Profiles;
using TrainingService.Storage.Runs;
using TrainingService.Worker.Checkpoints;
using TrainingService.Worker.Hosting;
using TrainingService.Worker.Leases;
using TrainingService.Worker.Training;

namespace TrainingService.Worker.Runs;

/// <summary>Drives one training, portion by portion, on the thread that calls it. It never waits for the database unless that falls far behind.</summary>
internal sealed class TrainingLoop(
    ITraining training, LeaseKeeper keeper, RunWriter writer, CheckpointFiles files, ModelFiles models, ProfileFiles profiles, WorkerOptions options, StartTimes start,
    TimeProvider time, ILogger logger)
{
    private readonly CheckpointSchedule _schedule = new(options, time);
    private readonly long _begunAt = training.Step;
    private long _reportedAt;
    private bool _reported;
    private long _savedStep = training.Step;
    private long? _profiled;
    private bool _finishing;

    /// <summary>Trains to the end, or until told to stop.</summary>
    public LoopEnd Run(CancellationToken stop)
    {
        writer.Begin();
        using var aborting = keeper.Useless.Register(training.Abort);
        try
        {
            return Train(stop);
        }
        catch (OperationCanceledException) when (keeper.Useless.IsCancellationRequested)
        {
            logger.LogDebug("The batch at step {Step} was broken off", training.Step);
            return default;
        }
    }

    private LoopEnd Train(CancellationToken stop)
    {
        while (!stop.IsCancellationRequested)
        {
            if (keeper.FinishNow) RequestStop();
            var advance = training.Advance();
            start.Advanced();
            switch (advance.Kind)
            {
                case AdvanceKind.Batch or AdvanceKind.Evaluation:
                    Report();
                    if (_schedule.IsDueWithinEpoch) Save();
                    break;
                case AdvanceKind.EpochEnded:
                    Commit(advance.Epoch!);
                    SaveProfile();
                    if (_schedule.IsDueAtEpochEnd) Save(isBest: training.BestEpoch == advance.Epoch!.Epoch);
                    break;
                case AdvanceKind.Finished:
                    // Before the run is said to have succeeded: a success without its model would be a lie. A full disk is another attempt's matter.
                    _profiled = null;
                    SaveProfile();
                    models.Write(keeper.Lease.RunId, advance.Result!.WeightsSha256, training.SaveModel);
                    return new LoopEnd(advance.Result, null);
                case AdvanceKind.Diverged:
                    return new LoopEnd(null, advance.Failure);
                default:
                    throw new InvalidOperationException($"The engine answered {advance.Kind}, which this worker does not know.");
            }
        }

        // A worker that lets go in order loses nothing.
        if (keeper.Reason is StopReason.Shutdown or StopReason.Paused && training.Step > _begunAt) Save();
        return default;
    }

    private void RequestStop()
    {
        if (_finishing) return;
        _finishing = true;
        logger.LogInformation("Stopping at step {Step}: what there is of epoch {Epoch} is scored, the best weights are kept", training.Step, training.EpochsDone + 1);
        training.RequestStop();
    }

    private void Report()
    {
        // The first one goes out at once: until then nobody sees that anything happens.
        if (_reported && time.GetElapsedTime(_reportedAt) < options.Progress) return;
        _reported = true;
        _reportedAt = time.GetTimestamp();
        keeper.Report(training.Progress);
    }

    private void Commit(EpochReport epoch)
    {
        _reported = true;
        _reportedAt = time.GetTimestamp();
        writer.CommitEpoch(new EpochCommit(epoch.Epoch, epoch.Step, epoch.Metrics, training.Progress));
    }

    private void SaveProfile()
    {
        // A few times in a run is enough: it is a mean over all of it.
        if (_profiled is { } last && time.GetElapsedTime(last) < options.Progress) return;
        if (training.Profile is not { } profile) return;
        _profiled = time.GetTimestamp();
        try
        {
            profiles.Write(keeper.Lease.RunId, profile);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            logger.LogWarning(e, "The profile could not be written; training goes on without it");
        }
    }

    private void Save(bool isBest = false)
    {
        if (training.Step == _savedStep) return;
        _schedule.Tried();
        try
        {
            var pointer = files.WriteAsync(keeper.Lease, training.EpochsDone, training.Step, SaveAsync, keeper.Lost).GetAwaiter().GetResult();
            _savedStep = training.Step;
            writer.CommitCheckpoint(pointer with { IsBest = isBest });
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            logger.LogWarning(e, "The checkpoint at step {Step} could not be written; training goes on without it", training.Step);
        }
        catch (OperationCanceledException) when (keeper.Lost.IsCancellationRequested)
        {
            logger.LogDebug("The checkpoint at step {Step} was given up: the lease is over", training.Step);
        }
    }

    private Task SaveAsync(Stream destination, CancellationToken cancellation)
    {
        training.Save(destination);
        return Task.CompletedTask;
    }
}
