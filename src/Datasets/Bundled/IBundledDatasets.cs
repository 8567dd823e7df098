namespace TrainingService.Datasets.Bundled;

/// <summary>The datasets that come with the program, which are stored versions like all others once they are imported.</summary>
public interface IBundledDatasets
{
    /// <summary>
    /// Completes when they are imported; the first call of a process begins it. A set whose files are damaged is left out and logged. After a
    /// failure the next call tries again.
    /// </summary>
    /// <exception cref="IOException">The data folder can't be written.</exception>
    Task ReadyAsync(CancellationToken cancellation = default);
}
