namespace TrainingService.Storage.History;

/// <summary>A metric's course as it was read: stretches of equal length, or its points as stretches of one.</summary>
/// <param name="RunId">The run.</param>
/// <param name="StartedAt">When the run started; null if it has not.</param>
/// <param name="LastSeq">The run's last event.</param>
/// <param name="Name">The metric.</param>
/// <param name="IsThinned">Whether points were left out.</param>
/// <param name="Buckets">In order.</param>
internal sealed record MetricSeries(Guid RunId, DateTime? StartedAt, long LastSeq, string Name, bool IsThinned, IReadOnlyList<MetricBucket> Buckets)
{
    public long Points => Buckets.Sum(bucket => (long)bucket.Count);

    public long NonFinite => Buckets.Sum(bucket => (long)bucket.NonFinite);
}
