using TrainingService.Storage.Checkpoints;
using TrainingService.Storage.Runs;
using TrainingService.Worker.Training;

namespace TrainingService.Worker.Checkpoints;

/// <summary>Begins a claimed run's training where its last whole checkpoint left off.</summary>
internal sealed class Resume(CheckpointFiles files, ILogger<Resume> logger)
{
    /// <summary>
    /// Makes the training. Tries the checkpoint of the database, then the ones before it, then begins anew: less is saved, but the bits that come
    /// out are the same.
    /// </summary>
    public async Task<ITraining> BeginAsync(ClaimedRun run, Func<ITraining> create, CancellationToken cancellation)
    {
        if (run.Checkpoint is { } newest)
        {
            foreach (var checkpoint in files.Earlier(run.Lease.RunId, newest).Prepend(newest))
            {
                if (await RestoreAsync(checkpoint, create, cancellation) is { } training) return training;
            }

            logger.LogWarning("No checkpoint is usable; the run begins anew");
        }

        return create();
    }

    private async Task<ITraining?> RestoreAsync(CheckpointPointer checkpoint, Func<ITraining> create, CancellationToken cancellation)
    {
        // A fresh one each time: a restore that fails half-way leaves one that must not be used.
        ITraining? training = null;
        try
        {
            await using var content = await files.OpenVerifiedAsync(checkpoint, cancellation);
            training = create();
            training.Restore(content);
            logger.LogInformation("Resumed from the checkpoint at step {Step} (epoch {Epoch} complete)", checkpoint.Step, checkpoint.Epoch);
            return training;
        }
        catch (InvalidDataException e)
        {
            training?.Dispose();
            logger.LogWarning(e, "The checkpoint {Path} is not usable; trying an earlier one", checkpoint.Path);
            return null;
        }
        catch
        {
            training?.Dispose();
            throw;
        }
    }
}
