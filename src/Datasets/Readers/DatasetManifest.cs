using System.Text.Json;
using TrainingService.Contracts.Datasets;
using TrainingService.Contracts.Json;

namespace TrainingService.Datasets.Readers;

/// <summary>`dataset.json` in a dataset's folder: what the files beside it hold and how to read them.</summary>
internal sealed record DatasetManifest
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

    /// <summary>For CSV, the column that is predicted. Default: the last.</summary>
    public string? TargetColumn { get; init; }

    /// <summary>Shape of one row of input, without the batch.</summary>
    public required IReadOnlyList<int> InputShape { get; init; }

    /// <summary>Names of the classes in the order of their labels, for IDX. CSV has them in the target column.</summary>
    public IReadOnlyList<string>? Classes { get; init; }

    /// <summary>Files of the training part.</summary>
    public required PartFiles Training { get; init; }

    /// <summary>Files of the test part.</summary>
    public required PartFiles Test { get; init; }

    /// <summary>All data files, in a fixed order.</summary>
    public IEnumerable<string> Files => new[] { Training.Features, Training.Labels, Test.Features, Test.Labels }.OfType<string>();

    /// <summary>Values in one row of input.</summary>
    public int FeatureCount => InputShape.Aggregate(1, (product, size) => checked(product * size));

    /// <summary>Reads the manifest of a folder.</summary>
    /// <exception cref="InvalidDataException">It is no manifest.</exception>
    public static DatasetManifest Read(string folder)
    {
        var path = Path.Combine(folder, FileName);
        try
        {
            var manifest = JsonSerializer.Deserialize<DatasetManifest>(File.ReadAllBytes(path), ContractsJson.Options)
                ?? throw new InvalidDataException($"{path}: the manifest is null.");
            if (manifest.InputShape.Count == 0 || manifest.InputShape.Any(size => size < 1)) throw new InvalidDataException($"{path}: input_shape must hold sizes of at least 1.");
            return manifest;
        }
        catch (JsonException exception)
        {
            throw new InvalidDataException($"{path}: {exception.Message}", exception);
        }
    }
}

/// <summary>The files of one part of a dataset.</summary>
/// <param name="Features">IDX: the images. CSV: the whole table.</param>
/// <param name="Labels">IDX: the labels.</param>
internal sealed record PartFiles(string Features, string? Labels = null);

/// <summary>File formats that are read.</summary>
internal enum DatasetFormat
{
    /// <summary>LeCun's format of MNIST, plain or gzip.</summary>
    Idx,

    /// <summary>Comma-separated values with a header.</summary>
    Csv,
}
