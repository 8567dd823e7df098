using TrainingService.Datasets.Versions;

namespace TrainingService.Datasets.Bundled;

/// <summary>`bundled.json` beside a dataset's versions: which one was made from which files of the program. Marks the dataset as one that can't be changed.</summary>
internal sealed record BundledSource
{
    private const string FileName = "bundled.json";

    /// <summary>See <see cref="BundledManifest.SourceHash"/>.</summary>
    public required string SourceSha256 { get; init; }

    /// <summary>Content hash of the version made from them.</summary>
    public required string Version { get; init; }

    /// <summary>The mark of a dataset's folder, or null.</summary>
    public static BundledSource? Read(string datasetFolder) => JsonFile.Read<BundledSource>(Path.Combine(datasetFolder, FileName));

    /// <summary>Puts the mark in place.</summary>
    public void Write(string datasetFolder) => JsonFile.Write(Path.Combine(datasetFolder, FileName), this);
}
