using System.Security.Cryptography;
using System.Text.Json;
using TrainingService.Compute.Data;
using TrainingService.Contracts.Datasets;
using TrainingService.Contracts.Json;

namespace TrainingService.Datasets.Prepared;

/// <summary>`header.json` of a prepared dataset: all but its rows. Written after them, so that its presence means they are complete.</summary>
internal sealed record PreparedHeader
{
    public const string FileName = "header.json";

    /// <summary>What the dataset's identity is made of, besides its rows.</summary>
    public required PreparedContent Content { get; init; }

    /// <summary>Its name.</summary>
    public required string Name { get; init; }

    /// <summary>SHA-256 over <see cref="Content"/> and the rows file, lower-case hex.</summary>
    public required string Version { get; init; }

    /// <summary>SHA-256 over manifest and files it was made from: when that is unchanged, nothing needs to be read again.</summary>
    public required string SourceSha256 { get; init; }

    /// <summary>What it is, in a sentence.</summary>
    public required string Description { get; init; }

    /// <summary>Who made it and under which licence.</summary>
    public required string Licence { get; init; }

    /// <summary>When it was prepared, in UTC; the newest version of a name is the one that specs get.</summary>
    public required DateTime PreparedAt { get; init; }

    /// <summary>The dataset as the wire and as the engine take it.</summary>
    public DatasetEntry ToEntry()
    {
        var schema = new DataSchema(
            Content.InputShape, Content.Target, Content.TargetSize, Content.FeaturesAreBytes ? FieldKind.Bytes : FieldKind.Floats);
        var resource = new DatasetResource
        {
            Name = Name,
            Version = Version,
            Description = Description,
            Licence = Licence,
            Target = Content.Target,
            InputShape = Content.InputShape,
            Columns = Content.Columns,
            Classes = Content.Classes,
            TargetSize = Content.Target == TargetKind.Numbers ? Content.TargetSize : null,
            TrainingRows = Content.TrainingRows,
            TestRows = Content.TestRows,
        };
        return new DatasetEntry(resource, new DataDescription(Name, Version, schema, Content.TrainingRows, Content.TestRows, Content.Classes));
    }
}

/// <summary>A dataset's schema as it enters its content hash.</summary>
internal sealed record PreparedContent
{
    /// <summary>Shape of one row of input.</summary>
    public required IReadOnlyList<int> InputShape { get; init; }

    /// <summary>Whether features are bytes (1 byte a value) or floats (4).</summary>
    public required bool FeaturesAreBytes { get; init; }

    /// <summary>What is predicted.</summary>
    public required TargetKind Target { get; init; }

    /// <summary>Number of classes, or numbers per row.</summary>
    public required int TargetSize { get; init; }

    /// <summary>Names of the input columns, for tables.</summary>
    public IReadOnlyList<string>? Columns { get; init; }

    /// <summary>Names of the classes, for class targets.</summary>
    public IReadOnlyList<string>? Classes { get; init; }

    /// <summary>Rows of the training part.</summary>
    public required int TrainingRows { get; init; }

    /// <summary>Rows of the test part.</summary>
    public required int TestRows { get; init; }

    /// <summary>Bytes of one row's features.</summary>
    private long FeatureBytes => InputShape.Aggregate(FeaturesAreBytes ? 1L : sizeof(float), (product, size) => product * size);

    /// <summary>Bytes of one row's label or targets.</summary>
    private long TargetBytes => Target == TargetKind.Class ? sizeof(int) : sizeof(float) * (long)TargetSize;

    /// <summary>The four blocks of the rows file in order: training features, training targets, test features, test targets.</summary>
    public IReadOnlyList<long> BlockBytes() =>
        [TrainingRows * FeatureBytes, TrainingRows * TargetBytes, TestRows * FeatureBytes, TestRows * TargetBytes];

    /// <summary>Begins the content hash.</summary>
    public IncrementalHash StartHash()
    {
        var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        hash.AppendData(JsonSerializer.SerializeToUtf8Bytes(this, ContractsJson.Options));
        return hash;
    }
}
