using TrainingService.Compute.Data;

namespace TrainingService.Datasets;

/// <summary>Brings datasets into memory. Runs that use the same one at the same time share one copy.</summary>
public interface IDatasetLoader
{
    /// <summary>Loads a dataset, or hands out the copy that is in memory already.</summary>
    /// <param name="name">Its name.</param>
    /// <param name="version">Content hash of the version, or the beginning of it.</param>
    /// <param name="cancellation">Gives up waiting; the load itself goes on for others that wait for it.</param>
    /// <exception cref="DatasetNotFoundException">There is no dataset of that name and version.</exception>
    /// <exception cref="InvalidDataException">Its files are damaged; the message names the file and the place.</exception>
    Task<Dataset> LoadAsync(string name, string version, CancellationToken cancellation = default);
}
