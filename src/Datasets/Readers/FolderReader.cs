namespace TrainingService.Datasets.Readers;

/// <summary>Reads a dataset's folder with the reader of its format.</summary>
internal static class FolderReader
{
    /// <exception cref="InvalidDataException">A file is missing or damaged, or the files do not fit together; the message names file, row and column.</exception>
    public static DatasetContent Read(string folder, DatasetManifest manifest)
    {
        foreach (var file in manifest.Files)
        {
            if (!File.Exists(Path.Combine(folder, file))) throw new InvalidDataException($"{file}: the file is missing in {folder}.");
        }

        return manifest.Format switch
        {
            DatasetFormat.Idx => IdxDatasetReader.Read(folder, manifest),
            DatasetFormat.Csv => CsvDatasetReader.Read(folder, manifest),
            _ => throw new InvalidDataException($"{DatasetManifest.FileName}: format {manifest.Format} is not known."),
        };
    }
}
