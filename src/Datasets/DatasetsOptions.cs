namespace TrainingService.Datasets;

/// <summary>Where datasets are kept.</summary>
internal sealed record DatasetsOptions
{
    /// <summary>Holds prepared datasets, in folders named by dataset and version.</summary>
    public required string PreparedFolder { get; init; }

    /// <summary>Holds the datasets that come with the program, one folder each.</summary>
    public string BundledFolder { get; init; } = Path.Combine(AppContext.BaseDirectory, "data");

    /// <summary>Bytes of datasets kept in memory that no run uses at the moment. The newest is kept whatever its size.</summary>
    public long CacheBytes { get; init; } = 1L << 30;
}
