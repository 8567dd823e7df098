using TrainingService.Worker.Hosting;

namespace TrainingService.Worker.Checkpoints;

/// <summary>When a checkpoint is due: at the ends of epochs, though not after each of a hundred short ones a second, and now and then within long ones.</summary>
internal sealed class CheckpointSchedule(WorkerOptions options, TimeProvider time)
{
    private long _last = time.GetTimestamp();

    /// <summary>Whether to write one at the end of an epoch.</summary>
    public bool IsDueAtEpochEnd => time.GetElapsedTime(_last) >= options.EpochCheckpoint;

    /// <summary>Whether to write one between two batches.</summary>
    public bool IsDueWithinEpoch => time.GetElapsedTime(_last) >= options.Checkpoint;

    /// <summary>Counts an attempt to write one; a failed attempt too, or a full disk would be tried at every batch.</summary>
    public void Tried() => _last = time.GetTimestamp();
}
