using TrainingService.Contracts.Datasets;
using TrainingService.Datasets.Uploads.Staging;

namespace TrainingService.Datasets.Imports;

/// <summary>Files that are to become a version.</summary>
public sealed record ImportJob
{
    /// <summary>Name of the dataset.</summary>
    public required string Dataset { get; init; }

    /// <summary>The files. The import disposes them.</summary>
    public required StagedFiles Files { get; init; }

    /// <summary>How to read them.</summary>
    public required ImportOptions Options { get; init; }

    /// <summary>Resumable uploads among the files: removed when the version is there.</summary>
    public IReadOnlyList<string> Uploads { get; init; } = [];

    /// <summary>Their locks. The import disposes them.</summary>
    public IReadOnlyList<IDisposable> Holds { get; init; } = [];

    /// <summary>What is to be said about the dataset.</summary>
    public DatasetPatch Said { get; init; } = new();
}
