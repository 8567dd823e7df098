namespace TrainingService.Datasets.Bundled;

/// <summary>Where the datasets that come with the program are.</summary>
internal sealed record BundledOptions
{
    /// <summary>Holds a folder for each.</summary>
    public string Folder { get; init; } = Path.Combine(AppContext.BaseDirectory, "data");
}
