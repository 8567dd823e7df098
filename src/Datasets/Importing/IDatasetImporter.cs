using TrainingService.Contracts.Datasets;

namespace TrainingService.Datasets.Importing;

/// <summary>Turns files of any known format into stored columns with statistics and warnings.</summary>
public interface IDatasetImporter
{
    /// <summary>Reads everything and writes it to a folder. Memory use does not depend on the size of the files.</summary>
    /// <param name="source">Files, options, limits.</param>
    /// <param name="destinationFolder">An empty folder; receives `header.json` (last, so that its presence means all is there) and the column
    /// files.</param>
    /// <param name="progress">Hears several times a second how far it is.</param>
    /// <param name="cancellation">Gives up; the caller removes the folder.</param>
    /// <exception cref="DatasetProblemException">Nothing usable came of it; the caller removes the folder.</exception>
    Task<ImportReport> ImportAsync(
        ImportSource source, string destinationFolder, IProgress<ImportProgress>? progress = null, CancellationToken cancellation = default);

    /// <summary>Looks at the beginning of the files only: the header it would probably get, and some rows. Nothing is kept.</summary>
    /// <param name="source">Files, options, limits.</param>
    /// <param name="temporaryFolder">An empty folder to work in; the caller removes it.</param>
    /// <param name="rows">Rows per part that are looked at.</param>
    /// <param name="cancellation">Gives up.</param>
    /// <exception cref="DatasetProblemException">They can't be used.</exception>
    Task<DatasetInspection> InspectAsync(ImportSource source, string temporaryFolder, int rows = 1000, CancellationToken cancellation = default);
}
