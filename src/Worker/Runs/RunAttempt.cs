using Microsoft.Extensions.Options;
using TrainingService.Contracts.Runs;
using TrainingService.Storage.Checkpoints;
using TrainingService.Storage.Feed;
using TrainingService.Storage.Models;
using TrainingService.Storage.Profiles;
using TrainingService.Storage.Runs;
using TrainingService.Worker.Checkpoints;
using TrainingService.Worker.Hosting;
using TrainingService.Worker.Leases;
using TrainingService.Worker.Logs;
using TrainingService.Worker.Training;

namespace TrainingService.Worker.Runs;

/// <summary>One worker's attempt at one claimed run, from claim to end, release or loss.</summary>
internal sealed class RunAttempt(
    IRunLeases leases, IRunSignals signals, HeldRuns held, ITrainingFactory trainings, Resume resume, CheckpointFiles files, ModelFiles models,
    ProfileFiles profiles, IRunLogFlush logs, IOptions<WorkerOptions> options, TimeProvider time, ILogger<RunAttempt> logger)
{
    /// <summary>Trains the run.</summary>
    /// <param name="run">As claimed.</param>
    /// <param name="claimedAt">Timestamp from before the claim.</param>
    /// <param name="shutdown">The worker shuts down: save, give the run back and throw.</param>
    /// <exception cref="OperationCanceledException">The run was given back to the queue.</exception>
    public async Task ExecuteAsync(ClaimedRun run, long claimedAt, CancellationToken shutdown)
    {
        await using var keeper = LeaseKeeper.Start(run.Lease, claimedAt, leases, signals, options.Value, time, logger, shutdown);
        using var nudged = held.Add(run.Lease.RunId, keeper);
        LoopEnd end;
        try
        {
            end = await TrainAsync(run, keeper, new StartTimes(claimedAt, time, logger));
        }
        catch (LeaseLostException e)
        {
            LogLost(e);
            return;
        }
        catch (OperationCanceledException) when (keeper.Stop.IsCancellationRequested)
        {
            end = default;
        }
        catch (Exception e) when (Faults.IsInfrastructure(e))
        {
            await ReturnAsync(keeper, e);
            return;
        }
        catch (Exception e)
        {
            logger.LogError(e, "The run failed");
            end = new LoopEnd(null, Faults.ToFailure(e));
        }

        try
        {
            await SettleAsync(end, keeper, shutdown);
        }
        catch (LeaseLostException e)
        {
            LogLost(e);
        }
    }

    private async Task<LoopEnd> TrainAsync(ClaimedRun run, LeaseKeeper keeper, StartTimes start)
    {
        var create = await trainings.PrepareAsync(run, keeper.Stop);
        start.Prepared();
        // Allocation, the first touch of memory and the loop belong on one thread, and it is not one of the thread pool's.
        var begun = await DedicatedThread.RunAsync("training-start", () => resume.BeginAsync(run, create, keeper.Stop).GetAwaiter().GetResult());
        using var training = begun;
        start.Begun();
        using var writer = new RunWriter(keeper, leases, files, options.Value.CheckpointsKept, run.BestCheckpointPath, logger);
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(keeper.Stop, writer.Broken);
        LoopEnd end;
        try
        {
            var loop = new TrainingLoop(training, keeper, writer, files, models, profiles, options.Value, start, time, logger);
            end = await DedicatedThread.RunAsync("training", () => loop.Run(stop.Token));
        }
        catch
        {
            // What was trained before the fault is still true; losing the lease on top of it changes nothing.
            await writer.FinishAsync().ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            throw;
        }

        await writer.FinishAsync();
        return end;
    }

    private async Task SettleAsync(LoopEnd end, LeaseKeeper keeper, CancellationToken shutdown)
    {
        if (end.Result is { } result)
        {
            await CompleteAsync(keeper, RunState.Succeeded, result, null);
            return;
        }

        if (end.Failure is { } failure)
        {
            await CompleteAsync(keeper, RunState.Failed, null, failure);
            return;
        }

        switch (keeper.Reason)
        {
            case StopReason.Cancelled:
                await CompleteAsync(keeper, RunState.Cancelled, null, null);
                break;
            case StopReason.Paused:
                await ReleaseAsync(keeper, null);
                break;
            case StopReason.Shutdown:
                await ReleaseAsync(keeper, "the worker shuts down");
                // Hangfire takes a normal return for success and a cancelled one for "deliver again".
                throw new OperationCanceledException("The worker shuts down; the run is back in the queue.", shutdown);
            default:
                throw new LeaseLostException("The lease ran out before the training was done.");
        }
    }

    private async Task CompleteAsync(LeaseKeeper keeper, RunState state, RunResult? result, RunFailure? failure)
    {
        logger.LogInformation("The run ends: {State}{Detail}", state, failure is null ? "" : $" ({failure.Code}): {failure.Detail}");
        await logs.FlushAsync();
        await keeper.WriteAsync((lease, cancellation) => leases.CompleteAsync(lease, state, result, failure, cancellation));
        if (state is RunState.Succeeded) RemoveCheckpoints(keeper.Lease.RunId);
    }

    private void RemoveCheckpoints(Guid runId)
    {
        try
        {
            files.DeleteCheckpoints(runId);
        }
        catch (IOException e)
        {
            logger.LogWarning(e, "The checkpoints of the ended run could not be removed");
        }
    }

    private async Task ReleaseAsync(LeaseKeeper keeper, string? reason)
    {
        await keeper.StopRenewingAsync();
        try
        {
            await leases.ReleaseAsync(keeper.Lease, reason, keeper.Lost);
            await signals.PublishAsync(RunSignal.CatchUp, keeper.Lost);
            logger.LogInformation("The run was let go{Reason}", reason is null ? "" : $": {reason}");
        }
        catch (Exception e)
        {
            // Its lease runs out soon, which comes to the same, later.
            logger.LogWarning(e, "The run could not be given back; it will be taken up when its lease is over");
        }
    }

    /// <summary>The run is sound: it is tried again after a pause, and a fault that comes each time is what it fails with in the end.</summary>
    private async Task ReturnAsync(LeaseKeeper keeper, Exception fault)
    {
        logger.LogError(fault, "The machinery around the run failed; the run will be tried again");
        await keeper.StopRenewingAsync();
        try
        {
            await leases.ReturnAsync(keeper.Lease, Faults.ToInfrastructureFailure(fault), keeper.Lost);
            await signals.PublishAsync(RunSignal.CatchUp, keeper.Lost);
        }
        catch (Exception e)
        {
            logger.LogWarning(e, "The run could not be given back; it will be taken up when its lease is over");
        }
    }

    private void LogLost(LeaseLostException e) =>
        logger.LogWarning(e, "The lease is lost; the training stops here and nothing more is written. Another worker takes the run up from its last checkpoint");
}
