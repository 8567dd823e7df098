using TrainingService.Contracts.Datasets;
using TrainingService.Datasets.Importing;

namespace TrainingService.Datasets.Formats;

/// <summary>Tells the format of files, by content first and by name second.</summary>
internal static class FormatDetector
{
    public static DatasetFormat Detect(IReadOnlyList<ImportFile> files)
    {
        var data = files.Where(file => !ClassNames.IsList(file)).ToList();
        return data.Exists(file => file.Name.Contains("ubyte", StringComparison.Ordinal) || file.Name.Contains("idx", StringComparison.Ordinal))
            ? DatasetFormat.Idx : DatasetFormat.Csv;
    }
}
