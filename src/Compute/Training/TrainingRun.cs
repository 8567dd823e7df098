using TrainingService.Compute.Data;
using TrainingService.Compute.Specs;
using TrainingService.Contracts.Runs;

namespace TrainingService.Compute.Training;

/// <summary>
/// One training in memory, driven from outside in small portions: <c>while (run.Advance() is not Finished)</c>. It owns weights, optimizer
/// state and memory plan; it knows no clock but a stopwatch, no files and no database. Not safe for use by two threads at once.
/// </summary>
public sealed class TrainingRun : IDisposable
{
    /// <summary>Allocates and initializes a run at its first step.</summary>
    /// <param name="plan">A compiled spec.</param>
    /// <param name="data">The dataset the plan was compiled for.</param>
    /// <param name="options">Threads.</param>
    public TrainingRun(RunPlan plan, Dataset data, ComputeOptions? options = null) => throw new NotSupportedException();

    /// <summary>Where the run is: the epoch being trained (from 1), batches done in it, speed and time left.</summary>
    public RunProgress Progress => throw new NotSupportedException();

    /// <summary>Training steps done.</summary>
    public long Step => throw new NotSupportedException();

    /// <summary>Does the next portion of work: a training step, a slice of evaluation, or the end.</summary>
    public Advance Advance() => throw new NotSupportedException();

    /// <summary>Writes the full state (weights, optimizer, position, accumulators, early stopping, best weights). Allowed between any two <see cref="Advance"/> calls.</summary>
    public void Save(Stream destination) => throw new NotSupportedException();

    /// <summary>Takes up where <see cref="Save"/> left off: what follows is the same to the bit.</summary>
    /// <exception cref="InvalidDataException">The state is damaged or of another spec, dataset or instruction set.</exception>
    public void Restore(Stream source) => throw new NotSupportedException();

    /// <inheritdoc/>
    public void Dispose() { }
}
