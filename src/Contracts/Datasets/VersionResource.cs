namespace TrainingService.Contracts.Datasets;

/// <summary>A version of a dataset, without its rows.</summary>
public sealed record VersionResource
{
    /// <summary>Name of the dataset.</summary>
    public required string Name { get; init; }

    /// <summary>Content hash, SHA-256 in lower-case hex. The same data has the same version anywhere.</summary>
    public required string Version { get; init; }

    /// <summary>When it was published, in UTC.</summary>
    public required DateTime CreatedAt { get; init; }

    /// <summary>Bytes on disk.</summary>
    public required long Bytes { get; init; }

    /// <summary>The files it was made from.</summary>
    public required IReadOnlyList<VersionFileResource> Files { get; init; }

    /// <summary>How many files it was made from; `files` names a hundred at most.</summary>
    public required long FileCount { get; init; }

    /// <summary>How the files were written.</summary>
    public required DatasetFormat Format { get; init; }

    /// <summary>Its parts with their rows.</summary>
    public required IReadOnlyList<DatasetPart> Parts { get; init; }

    /// <summary>Number of columns; they are at `…/columns`.</summary>
    public required int ColumnCount { get; init; }

    /// <summary>The column that is probably to be predicted, or null.</summary>
    public string? Target { get; init; }

    /// <summary>What was found out by looking at the files, and can be overridden in the options of an import.</summary>
    public required IReadOnlyList<DatasetDetection> Detected { get; init; }

    /// <summary>What one should know before training on it.</summary>
    public required IReadOnlyList<DatasetWarning> Warnings { get; init; }
}

/// <summary>A file that a version was made from.</summary>
/// <param name="Name">Its name as it was sent.</param>
/// <param name="Bytes">Its size.</param>
public sealed record VersionFileResource(string Name, long Bytes);
