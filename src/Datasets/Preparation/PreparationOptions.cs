namespace TrainingService.Datasets.Preparation;

/// <summary>Where and how much prepared data is kept.</summary>
internal sealed record PreparationOptions
{
    /// <summary>Holds a folder per prepared data.</summary>
    public required string Folder { get; init; }

    /// <summary>Bytes kept at most, besides what a run is using: `Datasets:PreparedBytes`.</summary>
    public long CacheBytes { get; init; } = 50L << 30;
}
