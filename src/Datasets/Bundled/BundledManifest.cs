using System.Security.Cryptography;
using System.Text.Json;
using TrainingService.Contracts.Datasets;
using TrainingService.Contracts.Json;
using TrainingService.Datasets.Importing;
using TrainingService.Datasets.Versions;

namespace TrainingService.Datasets.Bundled;

/// <summary>`dataset.json` in a bundled folder: what the files beside it hold and how to import them.</summary>
internal sealed record BundledManifest
{
    public const string FileName = "dataset.json";

    /// <summary>The name used in specs.</summary>
    public required string Name { get; init; }

    /// <summary>What it is, in a sentence.</summary>
    public required string Description { get; init; }

    /// <summary>Who made it and under which licence.</summary>
    public required string Licence { get; init; }

    /// <summary>How the files are written.</summary>
    public required DatasetFormat Format { get; init; }

    /// <summary>What is predicted.</summary>
    public required TargetKind Target { get; init; }

    /// <summary>For tables, the column that is predicted.</summary>
    public string TargetColumn { get; init; } = "label";

    /// <summary>Shape of one row of input, without the batch. A table whose rows have more than one dimension is imported as one column of that shape.</summary>
    public required IReadOnlyList<int> InputShape { get; init; }

    /// <summary>Names of the classes in the order of their labels, for formats that hold numbers only.</summary>
    public IReadOnlyList<string>? Classes { get; init; }

    /// <summary>Files of the training part.</summary>
    public required BundledPart Training { get; init; }

    /// <summary>Files of the test part.</summary>
    public required BundledPart Test { get; init; }

    private IEnumerable<(string File, string Part)> Files => new[]
    {
        (Training.Features, DatasetPart.Train), (Training.Labels, DatasetPart.Train), (Test.Features, DatasetPart.Test), (Test.Labels, DatasetPart.Test),
    }.Where(pair => pair.Item1 is not null).Select(pair => (pair.Item1!, pair.Item2));

    /// <summary>Reads the manifest of a folder.</summary>
    /// <exception cref="InvalidDataException">It is no manifest.</exception>
    public static BundledManifest Read(string folder)
    {
        var path = Path.Combine(folder, FileName);
        try
        {
            var manifest = JsonSerializer.Deserialize<BundledManifest>(File.ReadAllBytes(path), ContractsJson.Options)
                ?? throw new InvalidDataException($"{path}: the manifest is null.");
            if (!DatasetName.IsValid(manifest.Name)) throw new InvalidDataException($"{path}: \"{manifest.Name}\" is no name, expected {DatasetName.Rule}.");
            if (manifest.InputShape.Count == 0 || manifest.InputShape.Any(size => size < 1))
                throw new InvalidDataException($"{path}: input_shape must hold sizes of at least 1.");
            return manifest;
        }
        catch (JsonException exception)
        {
            throw new InvalidDataException($"{path}: {exception.Message}", exception);
        }
    }

    /// <summary>SHA-256 over manifest and files, lower-case hex.</summary>
    /// <exception cref="InvalidDataException">A file is missing.</exception>
    public string SourceHash(string folder)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        foreach (var file in Files.Select(pair => pair.File).Prepend(FileName))
        {
            var path = Path.Combine(folder, file);
            if (!File.Exists(path)) throw new InvalidDataException($"{file}: the file is missing in {folder}.");
            using var stream = File.OpenRead(path);
            hash.AppendData(SHA256.HashData(stream));
        }

        return Convert.ToHexStringLower(hash.GetHashAndReset());
    }

    /// <summary>What the importer is given.</summary>
    public ImportSource ToSource(string folder, ImportLimits limits) =>
        new([.. Files.Select(pair => new ImportFile(Path.Combine(folder, pair.File), pair.File, pair.Part))], Options(folder), limits);

    private ImportOptions Options(string folder)
    {
        var options = new ImportOptions { Format = Format, Target = TargetColumn, Classes = Classes };
        if (Format != DatasetFormat.Csv) return options;
        var type = Target == TargetKind.Class ? ColumnType.Category : ColumnType.Number;
        options = options with { Columns = new Dictionary<string, ColumnOptions> { [TargetColumn] = new() { Type = type, Role = ColumnRole.Target } } };
        return InputShape.Count == 1 ? options : options with { Combine = [Combined(folder)] };
    }

    private CombinedColumn Combined(string folder)
    {
        var header = File.ReadLines(Path.Combine(folder, Training.Features)).FirstOrDefault() ?? "";
        return new CombinedColumn { Name = "image", Columns = [.. header.Split(',').Where(name => name != TargetColumn)], Shape = InputShape };
    }
}

/// <summary>The files of one part.</summary>
/// <param name="Features">The images, or the whole table.</param>
/// <param name="Labels">The labels, where they have a file of their own.</param>
internal sealed record BundledPart(string Features, string? Labels = null);
