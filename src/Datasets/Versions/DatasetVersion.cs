namespace TrainingService.Datasets.Versions;

/// <summary>An immutable version of a dataset: a folder with its columns, found by name and content hash.</summary>
public sealed record DatasetVersion
{
    /// <summary>The dataset's name.</summary>
    public required string Name { get; init; }

    /// <summary>Content hash, SHA-256 in lower-case hex.</summary>
    public required string Version { get; init; }

    /// <summary>Where its files are: what `StoredVersion.Open` takes.</summary>
    public required string Folder { get; init; }

    /// <summary>When it was published, in UTC.</summary>
    public required DateTime CreatedAt { get; init; }

    /// <summary>Bytes of all its files on disk.</summary>
    public required long Bytes { get; init; }

    /// <summary>The files it was made from, as they were called.</summary>
    public required IReadOnlyList<SourceFile> Files { get; init; }
}

/// <summary>A file that a version was made from.</summary>
/// <param name="Name">Its name, with the folders it came in.</param>
/// <param name="Bytes">Its size.</param>
public sealed record SourceFile(string Name, long Bytes);

/// <summary>A dataset with all its versions.</summary>
public sealed record StoredDataset
{
    /// <summary>Its name.</summary>
    public required string Name { get; init; }

    /// <summary>What it is, in a sentence; empty when nobody said.</summary>
    public string Description { get; init; } = "";

    /// <summary>Who made it and under which licence; empty when nobody said.</summary>
    public string Licence { get; init; } = "";

    /// <summary>Whether it comes with the program: then people can't change it.</summary>
    public bool IsBundled { get; init; }

    /// <summary>Its versions, newest first; at least one.</summary>
    public required IReadOnlyList<DatasetVersion> Versions { get; init; }
}
