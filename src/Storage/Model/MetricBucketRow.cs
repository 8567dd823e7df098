namespace TrainingService.Storage.Model;

/// <summary>
/// A row of `metric_buckets`: what a stretch of a metric's course holds, so that a long one is drawn without reading its points. Written with the
/// epoch that completes the stretch; stretches behind a checkpoint go away with their points.
/// </summary>
public sealed class MetricBucketRow
{
    public Guid RunId { get; set; }

    public required string Name { get; set; }

    /// <summary>Epochs it covers: a <see cref="History.BucketSizes">size</see>.</summary>
    public int Size { get; set; }

    /// <summary>The last epoch it covers, a multiple of its size.</summary>
    public int UpTo { get; set; }

    /// <summary>A <see cref="History.MetricBucket"/> as bytes.</summary>
    public required byte[] Body { get; set; }
}
