using System.Text.Json;
using TrainingService.Compute.Data;
using TrainingService.Contracts.Datasets;
using TrainingService.Contracts.Json;
using TrainingService.Datasets.Columns;
using TrainingService.Datasets.Preprocessing;

namespace TrainingService.Datasets.Preparation;

/// <summary>Opens prepared folders.</summary>
internal static class PreparedReader
{
    public const string ManifestName = "prepared.json";

    /// <summary>Writes the manifest, last of all.</summary>
    public static void WriteManifest(string folder, PreparedManifest manifest)
    {
        using var file = new FileStream(Path.Combine(folder, ManifestName), FileMode.CreateNew, FileAccess.Write, FileShare.None, bufferSize: 0);
        file.Write(JsonSerializer.SerializeToUtf8Bytes(manifest, ContractsJson.Options));
        file.Flush(flushToDisk: true);
    }

    /// <summary>Maps a folder's files.</summary>
    /// <exception cref="InvalidDataException">It is missing, damaged or of another form: it is to be prepared again.</exception>
    public static PreparedData Read(string folder, string versionFolder, DatasetHeader header)
    {
        var manifest = ReadManifest(folder);
        foreach (var file in Files(manifest))
        {
            var path = Path.Combine(folder, file.Name);
            if (!File.Exists(path) || new FileInfo(path).Length != file.Bytes || SampledHash.Of(path) != file.Hash) throw new InvalidDataException($"{path}: the file is damaged.");
        }

        var parts = manifest.Parts.ToDictionary(part => part.Name, part => Map(part, folder, versionFolder, header, manifest), StringComparer.Ordinal);
        var fitted = manifest.Fitted;
        var training = parts[manifest.Training.Part];
        int[]? RowsOf(ManifestRows? rows) => rows?.File is null ? null : RowsFile.Read(folder, rows);
        var isOwnPart = manifest.Validation is { } validation && validation.Part != manifest.Training.Part;
        var description = new DataDescription(
            fitted.Dataset, fitted.Version, fitted.Schema, manifest.Training.Count, manifest.Test?.Count ?? 0,
            fitted.Targets.Count > 0 ? fitted.Targets[0].Schema.ClassNames : null)
        {
            ValidationRows = manifest.Validation?.Count ?? 0,
        };
        var dataset = new Dataset(description, training, manifest.Test is { } test ? parts[test.Part] : training)
        {
            Prepared = new PreparedRows(
                RowsOf(manifest.Training),
                manifest.Validation is null ? [] : RowsOf(manifest.Validation),
                manifest.Test is null ? [] : RowsOf(manifest.Test),
                fitted.Scaling)
            {
                Units = [.. fitted.Fields.Select(field => field.ToUnit())],
                ValidationPart = isOwnPart ? parts[manifest.Validation!.Part] : null,
            },
            ModelMetadata = new Dictionary<string, string> { [FittedPreprocessing.MetadataKey] = fitted.ToJson() },
        };
        return new PreparedData(dataset, fitted);
    }

    private static PreparedManifest ReadManifest(string folder)
    {
        var path = Path.Combine(folder, ManifestName);
        try
        {
            var manifest = JsonSerializer.Deserialize<PreparedManifest>(File.ReadAllBytes(path), ContractsJson.Options);
            return manifest is { Layout: PreparedManifest.CurrentLayout } ? manifest : throw new InvalidDataException($"{path}: another layout.");
        }
        catch (Exception exception) when (exception is JsonException or FileNotFoundException or DirectoryNotFoundException)
        {
            throw new InvalidDataException($"{path}: {exception.Message}", exception);
        }
    }

    private static IEnumerable<ManifestFile> Files(PreparedManifest manifest) => manifest.Parts.SelectMany(part => part.Fields)
        .SelectMany(field => new[] { field.Values, field.Lengths })
        .Concat([manifest.Training.File, manifest.Validation?.File, manifest.Test?.File]).OfType<ManifestFile>();

    private static DataPart Map(ManifestPart part, string folder, string versionFolder, DatasetHeader header, PreparedManifest manifest) =>
        new(part.Rows, [.. part.Fields.Select((field, i) => Map(field, part, i, folder, versionFolder, header, manifest))]);

    private static MappedField Map(ManifestField field, ManifestPart part, int index, string folder, string versionFolder, DatasetHeader header, PreparedManifest manifest)
    {
        if (field.Column is { } column)
        {
            var info = header.Columns[column];
            return new MappedField(ColumnFiles.Path(versionFolder, part.Name, column) + ColumnFiles.Values, part.Rows * ColumnFiles.RowBytes(info), null, 0);
        }

        var bytes = part.Rows * manifest.Fitted.Fields[index].RowBytes;
        return new MappedField(
            Path.Combine(folder, field.Values!.Name), bytes, field.Lengths is { } lengths ? Path.Combine(folder, lengths.Name) : null, (long)part.Rows * sizeof(int));
    }
}
