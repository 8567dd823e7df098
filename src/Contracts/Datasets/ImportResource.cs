namespace TrainingService.Contracts.Datasets;

/// <summary>An import as `GET /api/v1/imports/{id}` shows it: from files that have come to a version.</summary>
public sealed record ImportResource
{
    /// <summary>Its id.</summary>
    public required string Id { get; init; }

    /// <summary>Name of the dataset that gets the version.</summary>
    public required string Dataset { get; init; }

    /// <summary>How it stands.</summary>
    public required ImportState State { get; init; }

    /// <summary>When all files had come, in UTC.</summary>
    public required DateTime CreatedAt { get; init; }

    /// <summary>When it ended, in UTC.</summary>
    public DateTime? FinishedAt { get; init; }

    /// <summary>What is being done: `waiting`, `detecting`, `reading`, `analysing`, `hashing`, `publishing`.</summary>
    public string? Stage { get; init; }

    /// <summary>The file at hand.</summary>
    public string? File { get; init; }

    /// <summary>Bytes done in this stage.</summary>
    public long DoneBytes { get; init; }

    /// <summary>Bytes of this stage.</summary>
    public long TotalBytes { get; init; }

    /// <summary>Rows read so far.</summary>
    public long Rows { get; init; }

    /// <summary>The version that came of it: its content hash.</summary>
    public string? Version { get; init; }

    /// <summary>False when the same content was there already.</summary>
    public bool? IsNew { get; init; }

    /// <summary>Why it failed: everything that is wrong with the files.</summary>
    public IReadOnlyList<DatasetProblem>? Problems { get; init; }
}

/// <summary>States of an import.</summary>
public enum ImportState
{
    /// <summary>Files are being read.</summary>
    Importing,

    /// <summary>There is a version.</summary>
    Ready,

    /// <summary>There is none; nothing was kept.</summary>
    Failed,
}
