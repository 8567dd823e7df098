namespace TrainingService.Contracts.Datasets;

/// <summary>What a version is to be made from, when the files are not in the request itself.</summary>
public sealed record VersionRequest
{
    /// <summary>Ids of finished resumable uploads. They are removed when the version is there.</summary>
    public IReadOnlyList<string>? Uploads { get; init; }

    /// <summary>
    /// Absolute path of a folder or file on the service's machine, within those that the operator allows (`Datasets:AllowedFolders`).
    /// </summary>
    public string? Folder { get; init; }

    /// <summary>How to read the files. Default: all is detected.</summary>
    public ImportOptions? Options { get; init; }

    /// <summary>What the dataset is, in a sentence. Default: as it was.</summary>
    public string? Description { get; init; }

    /// <summary>Who made it and under which licence. Default: as it was.</summary>
    public string? Licence { get; init; }
}

/// <summary>What is said about a dataset. Members left out stay as they are.</summary>
public sealed record DatasetPatch
{
    /// <summary>What it is, in a sentence; 1000 characters at most.</summary>
    public string? Description { get; init; }

    /// <summary>Who made it and under which licence; 1000 characters at most.</summary>
    public string? Licence { get; init; }
}
