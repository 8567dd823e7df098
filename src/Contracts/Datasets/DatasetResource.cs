namespace TrainingService.Contracts.Datasets;

/// <summary>A dataset as `GET /api/v1/datasets` shows it.</summary>
public sealed record DatasetResource
{
    /// <summary>Its name, as used in specs.</summary>
    public required string Name { get; init; }

    /// <summary>Content hash of its newest version, in lower-case hex.</summary>
    public required string Version { get; init; }

    /// <summary>What it is, in a sentence.</summary>
    public required string Description { get; init; }

    /// <summary>Who made it and under which licence.</summary>
    public required string Licence { get; init; }

    /// <summary>What its targets are, for sets whose use is fixed; for others the spec says what is predicted from what.</summary>
    public TargetKind? Target { get; init; }

    /// <summary>Shape of one row of input, for sets whose use is fixed: [height, width, channels] for images, [features] for tables.</summary>
    public IReadOnlyList<int>? InputShape { get; init; }

    /// <summary>Names of the input columns, for tables.</summary>
    public IReadOnlyList<string>? Columns { get; init; }

    /// <summary>Names of the classes, for class targets.</summary>
    public IReadOnlyList<string>? Classes { get; init; }

    /// <summary>Numbers per row that are predicted, for number targets.</summary>
    public int? TargetSize { get; init; }

    /// <summary>Rows of the training part.</summary>
    public required int TrainingRows { get; init; }

    /// <summary>Rows of the test part.</summary>
    public required int TestRows { get; init; }

    /// <summary>True for sets that come with the program: they can be trained on but not changed.</summary>
    public bool IsBundled { get; init; }

    /// <summary>How the newest version's files were written.</summary>
    public DatasetFormat? Format { get; init; }

    /// <summary>Parts of the newest version with their rows.</summary>
    public IReadOnlyList<DatasetPart>? Parts { get; init; }

    /// <summary>Number of columns of the newest version.</summary>
    public int? ColumnCount { get; init; }

    /// <summary>The column that is probably to be predicted.</summary>
    public string? TargetColumn { get; init; }

    /// <summary>How many versions there are.</summary>
    public int? Versions { get; init; }

    /// <summary>Bytes of all versions on disk.</summary>
    public long? Bytes { get; init; }

    /// <summary>When the newest version was published, in UTC.</summary>
    public DateTime? CreatedAt { get; init; }

    /// <summary>How many warnings the newest version has.</summary>
    public int? Warnings { get; init; }
}

/// <summary>What is predicted from a row.</summary>
public enum TargetKind
{
    /// <summary>One of a fixed set of classes.</summary>
    Class,

    /// <summary>Numbers.</summary>
    Numbers,
}
