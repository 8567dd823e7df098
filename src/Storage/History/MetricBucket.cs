using System.Buffers.Binary;
using TrainingService.Contracts.Runs;

namespace TrainingService.Storage.History;

/// <summary>A stretch of a metric's course: enough to draw it and to make longer stretches, whatever its length.</summary>
/// <param name="Count">Points in it.</param>
/// <param name="NonFinite">Those that are NaN or infinite.</param>
/// <param name="Sum">Of the finite values.</param>
/// <param name="First">Its first point.</param>
/// <param name="Last">Its last point.</param>
/// <param name="Min">The first point of the smallest finite value, if there is one.</param>
/// <param name="Max">The first point of the largest.</param>
/// <param name="Broken">The first point that is no number, if there is one.</param>
internal sealed record MetricBucket(
    int Count, int NonFinite, double Sum, BucketPoint First, BucketPoint Last, BucketPoint Min, BucketPoint Max, BucketPoint Broken)
{
    private const int Bytes = 16 + (5 * BucketPoint.Bytes);

    public static MetricBucket Of(BucketPoint point) => double.IsFinite(point.Value)
        ? new(1, 0, point.Value, point, point, point, point, default)
        : new(1, 1, 0, point, point, default, default, point);

    /// <summary>This one and the next as one.</summary>
    public MetricBucket With(MetricBucket next) => new(
        Count + next.Count,
        NonFinite + next.NonFinite,
        Sum + next.Sum,
        First,
        next.Last,
        !Min.IsThere || next.Min.IsThere && next.Min.Value < Min.Value ? next.Min : Min,
        !Max.IsThere || next.Max.IsThere && next.Max.Value > Max.Value ? next.Max : Max,
        Broken.IsThere ? Broken : next.Broken);

    /// <summary>The points that hold its shape, in order, each once.</summary>
    public IEnumerable<BucketPoint> Kept() =>
        new[] { First, Min, Max, Broken, Last }.Where(point => point.IsThere).DistinctBy(point => point.Epoch).OrderBy(point => point.Epoch);

    public MetricStretch ToStretch() => new(
        First.Epoch,
        Last.Epoch,
        Count,
        NonFinite,
        Count > NonFinite ? Sum / (Count - NonFinite) : null,
        Min.IsThere ? Min.Value : null,
        Max.IsThere ? Max.Value : null);

    public byte[] ToBytes()
    {
        var bytes = new byte[Bytes];
        BinaryPrimitives.WriteInt32LittleEndian(bytes, Count);
        BinaryPrimitives.WriteInt32LittleEndian(bytes.AsSpan(4), NonFinite);
        BinaryPrimitives.WriteDoubleLittleEndian(bytes.AsSpan(8), Sum);
        var at = 16;
        foreach (var point in (ReadOnlySpan<BucketPoint>)[First, Last, Min, Max, Broken])
        {
            point.Write(bytes.AsSpan(at));
            at += BucketPoint.Bytes;
        }

        return bytes;
    }

    public static MetricBucket Read(byte[] bytes)
    {
        if (bytes.Length != Bytes) throw new InvalidDataException($"A stored stretch has {bytes.Length} bytes in place of {Bytes}.");
        return new MetricBucket(
            BinaryPrimitives.ReadInt32LittleEndian(bytes),
            BinaryPrimitives.ReadInt32LittleEndian(bytes.AsSpan(4)),
            BinaryPrimitives.ReadDoubleLittleEndian(bytes.AsSpan(8)),
            Point(0),
            Point(1),
            Point(2),
            Point(3),
            Point(4));

        BucketPoint Point(int i) => BucketPoint.Read(bytes.AsSpan(16 + (i * BucketPoint.Bytes)));
    }
}
