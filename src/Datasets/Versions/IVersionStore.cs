namespace TrainingService.Datasets.Versions;

/// <summary>Changes to stored versions. Published ones never change: they are deleted as a whole, or stay.</summary>
public interface IVersionStore
{
    /// <summary>Says something about a dataset; null leaves that as it was.</summary>
    void Describe(string name, string? description, string? licence);

    /// <summary>
    /// Keeps a dataset's versions from being deleted until disposed; for the time between a look and a row that names a version. Null when they are
    /// being deleted just now, or there is no such dataset.
    /// </summary>
    Task<IDisposable?> HoldAsync(string name, CancellationToken cancellation);

    /// <summary>
    /// Deletes a version unless it is in use. From the question on, nobody can begin to use it: <see cref="HoldAsync"/> waits. Its files may be
    /// mapped in memory meanwhile; their space is free when the last mapping ends.
    /// </summary>
    /// <param name="version">The version.</param>
    /// <param name="isInUse">Asked under the lock.</param>
    /// <param name="cancellation">Gives up before anything is deleted.</param>
    /// <returns>False when it is in use or its dataset is held for too long.</returns>
    Task<bool> DeleteAsync(DatasetVersion version, Func<CancellationToken, Task<bool>> isInUse, CancellationToken cancellation);
}
