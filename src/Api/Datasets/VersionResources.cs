using TrainingService.Contracts.Datasets;
using TrainingService.Datasets.Columns;
using TrainingService.Datasets.Versions;

namespace TrainingService.Api.Datasets;

/// <summary>Versions as the wire shows them.</summary>
internal static class VersionResources
{
    private const int MostFiles = 100;

    /// <summary>A version's address.</summary>
    public static string Location(VersionResource version) => $"/api/v1/datasets/{version.Name}/versions/{version.Version}";

    /// <summary>A version with what its header says.</summary>
    public static VersionResource Of(DatasetVersion version)
    {
        var header = HeaderFile.Read(version.Folder);
        return new VersionResource
        {
            Name = version.Name,
            Version = version.Version,
            CreatedAt = version.CreatedAt,
            Bytes = version.Bytes,
            Files = [.. version.Files.Take(MostFiles).Select(file => new VersionFileResource(file.Name, file.Bytes))],
            FileCount = version.Files.Count,
            Format = header.Format,
            Parts = header.Parts,
            ColumnCount = header.Columns.Count,
            Target = header.Target,
            Detected = header.Detected,
            Warnings = header.Warnings,
        };
    }

    /// <summary>A dataset in its newest version.</summary>
    public static DatasetResource Of(StoredDataset dataset)
    {
        var newest = dataset.Versions[0];
        var header = HeaderFile.Read(newest.Folder);
        var target = header.Columns.FirstOrDefault(column => column.Name == header.Target);
        DatasetColumn[] inputs = [.. header.Columns.Where(column => column != target)];
        long Rows(string part) => header.Parts.FirstOrDefault(candidate => candidate.Name == part)?.Rows ?? 0;
        return new DatasetResource
        {
            Name = dataset.Name,
            Version = newest.Version,
            Description = dataset.Description,
            Licence = dataset.Licence,
            TrainingRows = (int)Math.Min(int.MaxValue, Rows(DatasetPart.Train) + Rows(DatasetPart.All)),
            TestRows = (int)Math.Min(int.MaxValue, Rows(DatasetPart.Test)),
            Target = dataset.IsBundled && target is not null ? target.Type == ColumnType.Category ? TargetKind.Class : TargetKind.Numbers : null,
            InputShape = dataset.IsBundled ? InputShape(inputs) : null,
            Columns = dataset.IsBundled && inputs.All(column => column.Shape is null) ? [.. inputs.Select(column => column.Name)] : null,
            Classes = target?.Classes,
            TargetSize = dataset.IsBundled && target is { Type: ColumnType.Number } ? 1 : null,
            IsBundled = dataset.IsBundled,
            Format = header.Format,
            Parts = header.Parts,
            ColumnCount = header.Columns.Count,
            TargetColumn = header.Target,
            Versions = dataset.Versions.Count,
            Bytes = dataset.Versions.Sum(version => version.Bytes),
            CreatedAt = newest.CreatedAt,
            Warnings = header.Warnings.Count,
        };
    }

    /// <summary>A column that has a shape is the input by itself; columns of single values stand side by side.</summary>
    private static IReadOnlyList<int> InputShape(DatasetColumn[] inputs) => inputs is [{ Shape: { } shape }] ? shape : [inputs.Length];
}
