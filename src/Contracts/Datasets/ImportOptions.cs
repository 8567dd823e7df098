namespace TrainingService.Contracts.Datasets;

/// <summary>
/// How files are to be read. All of it is detected when left out; what was detected is shown in the version's `detected` and can be set here instead.
/// </summary>
public sealed record ImportOptions
{
    /// <summary>The files' format. Default: by content, then by name.</summary>
    public DatasetFormat? Format { get; init; }

    /// <summary>Which part a file belongs to: file name (or pattern with `*`) to `train`, `validation`, `test` or `all`. Default: from names and
    /// folders.</summary>
    public IReadOnlyDictionary<string, string>? Parts { get; init; }

    /// <summary>Tables: what parts the cells, one character. Default: detected among comma, tab, semicolon, bar and blank.</summary>
    public string? Delimiter { get; init; }

    /// <summary>Tables: what encloses cells that hold delimiters, one character; the empty string when quotes mean nothing. Default:
    /// detected.</summary>
    public string? Quote { get; init; }

    /// <summary>Text: `utf-8`, `utf-16`, `utf-16be`, `windows-1252`, ... Default: detected from the byte order mark or the bytes.</summary>
    public string? Encoding { get; init; }

    /// <summary>Tables: whether the first row holds the columns' names. Default: detected.</summary>
    public bool? Header { get; init; }

    /// <summary>Tables: `.` or `,`. Default: detected.</summary>
    public string? Decimal { get; init; }

    /// <summary>
    /// Texts that stand for a missing value. Default: the empty cell everywhere; in columns of numbers, times and categories also NA, N/A, #N/A,
    /// NaN, NULL, null, `?` and others that are shown when they occur.
    /// </summary>
    public IReadOnlyList<string>? MissingValues { get; init; }

    /// <summary>What single columns are, by name (`#1` for the first, when names are missing).</summary>
    public IReadOnlyDictionary<string, ColumnOptions>? Columns { get; init; }

    /// <summary>The column to be predicted. Default: guessed.</summary>
    public string? Target { get; init; }

    /// <summary>Columns of numbers that together are one image or tensor per row, such as pixel_0 to pixel_63.</summary>
    public IReadOnlyList<CombinedColumn>? Combine { get; init; }

    /// <summary>Names of the classes in the order of their numbers, for formats that hold numbers only. Default: from `labels.txt`, else the
    /// numbers.</summary>
    public IReadOnlyList<string>? Classes { get; init; }

    /// <summary>Shape [height, width, channels] of the images in records of a label and bytes (CIFAR). Default: from the file's size.</summary>
    public IReadOnlyList<int>? ImageShape { get; init; }
}

/// <summary>What one column is.</summary>
public sealed record ColumnOptions
{
    /// <summary>Its type. A cell that does not fit is an error then, with file and row.</summary>
    public ColumnType? Type { get; init; }

    /// <summary>What it is for.</summary>
    public ColumnRole? Role { get; init; }

    /// <summary>Texts that stand for a missing value in this column, in place of the dataset's.</summary>
    public IReadOnlyList<string>? MissingValues { get; init; }

    /// <summary>Form of times, as in .NET (`dd.MM.yyyy HH:mm`). Default: detected.</summary>
    public string? TimeFormat { get; init; }

    /// <summary>Classes in their order, for categories. A value that is not among them is an error.</summary>
    public IReadOnlyList<string>? Classes { get; init; }

    /// <summary>True leaves the column out.</summary>
    public bool Exclude { get; init; }
}

/// <summary>Columns of numbers that are one value together.</summary>
public sealed record CombinedColumn
{
    /// <summary>Name of the new column.</summary>
    public required string Name { get; init; }

    /// <summary>The columns' names in row-major order; a `*` at the end of a name stands for all that begin so, in the file's order.</summary>
    public required IReadOnlyList<string> Columns { get; init; }

    /// <summary>Shape of the value, such as [8, 8, 1].</summary>
    public required IReadOnlyList<int> Shape { get; init; }
}
