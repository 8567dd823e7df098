namespace TrainingService.Contracts.Datasets;

/// <summary>All that is known of one version of a dataset, but for its rows.</summary>
public sealed record DatasetHeader
{
    /// <summary>Form of the stored files; a service reads only the one it knows.</summary>
    public int Layout { get; init; } = 1;

    /// <summary>SHA-256 over schema and column bytes in lower-case hex: the same data has the same version anywhere.</summary>
    public required string Version { get; init; }

    /// <summary>How the files were written.</summary>
    public required DatasetFormat Format { get; init; }

    /// <summary>Parts in the order train, validation, test; one part alone is called `all`.</summary>
    public required IReadOnlyList<DatasetPart> Parts { get; init; }

    /// <summary>Columns in the order of the files.</summary>
    public required IReadOnlyList<DatasetColumn> Columns { get; init; }

    /// <summary>What was found out by looking at the files and can be overridden in the import's options.</summary>
    public IReadOnlyList<DatasetDetection> Detected { get; init; } = [];

    /// <summary>What a user should know before training on it.</summary>
    public IReadOnlyList<DatasetWarning> Warnings { get; init; } = [];

    /// <summary>Bytes of all stored files.</summary>
    public long StoredBytes { get; init; }

    /// <summary>The column that is probably to be predicted, or null.</summary>
    public string? Target { get; init; }
}

/// <summary>A part of a dataset.</summary>
/// <param name="Name">`train`, `validation`, `test` or `all`.</param>
/// <param name="Rows">Number of rows.</param>
public sealed record DatasetPart(string Name, long Rows)
{
    /// <summary>Rows to learn from.</summary>
    public const string Train = "train";
    /// <summary>Rows to choose by.</summary>
    public const string Validation = "validation";
    /// <summary>Rows for the final score.</summary>
    public const string Test = "test";
    /// <summary>All rows, when the files say no parts.</summary>
    public const string All = "all";

    /// <summary>All names, in their order.</summary>
    public static IReadOnlyList<string> Names { get; } = [Train, Validation, Test, All];
}

/// <summary>One column: its type, what it seems to be for, and what was counted in it.</summary>
public sealed record DatasetColumn
{
    /// <summary>Its name, unique within the dataset.</summary>
    public required string Name { get; init; }

    /// <summary>What it holds.</summary>
    public required ColumnType Type { get; init; }

    /// <summary>How sure the type is, 0 to 1; 1 when the files or the options say it.</summary>
    public double TypeConfidence { get; init; } = 1;

    /// <summary>What it seems to be for.</summary>
    public ColumnRole Role { get; init; }

    /// <summary>How sure the role is, 0 to 1; 1 when the options say it.</summary>
    public double RoleConfidence { get; init; } = 1;

    /// <summary>How its values lie on disk.</summary>
    public required ColumnStorage Storage { get; init; }

    /// <summary>Shape of one value of an image [height, width, channels], mask [height, width] or tensor; null for plain values and for images of
    /// several sizes.</summary>
    public IReadOnlyList<int>? Shape { get; init; }

    /// <summary>Names of the classes in the order of their codes, for categories, masks and boxes.</summary>
    public IReadOnlyList<string>? Classes { get; init; }

    /// <summary>What was counted, by part.</summary>
    public IReadOnlyDictionary<string, ColumnStatistics> Statistics { get; init; } = new Dictionary<string, ColumnStatistics>();
}

/// <summary>Something that was found out by looking at the files.</summary>
/// <param name="Option">The option that overrides it, such as `delimiter`.</param>
/// <param name="Value">What was found, as the option would say it.</param>
/// <param name="Confidence">How sure it is, 0 to 1.</param>
/// <param name="File">The file it was found in, when files may differ.</param>
public sealed record DatasetDetection(string Option, string Value, double Confidence, string? File = null);

/// <summary>Something about the data that will harm training or its measurement.</summary>
/// <param name="Code">Fixed name of the kind, such as `constant_column`.</param>
/// <param name="Detail">What was found, with numbers.</param>
/// <param name="Column">The column concerned, or null.</param>
/// <param name="Part">The part concerned, or null for all.</param>
/// <param name="Row">A row that shows it, counted from 1 as in the file, or null.</param>
/// <param name="Remedy">What to do about it.</param>
public sealed record DatasetWarning(string Code, string Detail, string? Column = null, string? Part = null, long? Row = null, string? Remedy = null);

/// <summary>Why files can't be used, or a place in them that must be mended.</summary>
/// <param name="Code">Fixed name of the kind, such as `ragged_row`.</param>
/// <param name="Detail">What is wrong.</param>
/// <param name="File">The file's name as it was uploaded; null when it concerns them all.</param>
/// <param name="Row">The line of a text file, or the row of any other, counted from 1.</param>
/// <param name="Column">Name of the column, or its number from 1 when it has none.</param>
/// <param name="Expected">What would be right.</param>
/// <param name="Remedy">How to mend it, in the file or by an option.</param>
/// <param name="Entry">The entry in question, when the file is an archive.</param>
public sealed record DatasetProblem(
    string Code, string Detail, string? File = null, long? Row = null, string? Column = null, string? Expected = null, string? Remedy = null, string? Entry = null);
