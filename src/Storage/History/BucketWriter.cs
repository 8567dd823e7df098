using Microsoft.EntityFrameworkCore;
using TrainingService.Storage.Model;

namespace TrainingService.Storage.History;

/// <summary>Makes the stretches that an epoch completes, from points and smaller stretches stored before, in the epoch's own transaction.</summary>
internal static class BucketWriter
{
    /// <summary>Adds the rows of all stretches that end after one epoch and not after another.</summary>
    public static async Task CompleteAsync(
        TrainingContext context, Guid runId, IReadOnlyCollection<string> names, int after, int upTo, CancellationToken cancellation)
    {
        var (from, to) = (BucketSizes.Complete(after, BucketSizes.Small), BucketSizes.Complete(upTo, BucketSizes.Small));
        if (from == to) return;
        var points = await context.MetricPoints.AsNoTracking().Where(p => p.RunId == runId && names.Contains(p.Name) && p.Epoch > from && p.Epoch <= to)
            .OrderBy(p => p.Epoch).ToListAsync(cancellation);
        List<MetricBucketRow> small = [.. Rows(runId, BucketSizes.Small, points.Select(p => (p.Name, p.Epoch, MetricBucket.Of(PointOf(p)))))];
        context.MetricBuckets.AddRange(small);

        (from, to) = (BucketSizes.Complete(after, BucketSizes.Large), BucketSizes.Complete(upTo, BucketSizes.Large));
        if (from == to) return;
        var stored = await context.MetricBuckets.AsNoTracking()
            .Where(b => b.RunId == runId && names.Contains(b.Name) && b.Size == BucketSizes.Small && b.UpTo > from && b.UpTo <= to).ToListAsync(cancellation);
        var parts = stored.Concat(small.Where(b => b.UpTo > from && b.UpTo <= to)).OrderBy(b => b.UpTo).Select(b => (b.Name, b.UpTo, MetricBucket.Read(b.Body)));
        context.MetricBuckets.AddRange(Rows(runId, BucketSizes.Large, parts));
    }

    public static BucketPoint PointOf(MetricPointRow row) => new(row.Epoch, row.Seq, row.Step, UnixMicroseconds.Of(row.At), row.Measured);

    private static IEnumerable<MetricBucketRow> Rows(Guid runId, int size, IEnumerable<(string Name, int Epoch, MetricBucket Bucket)> parts) =>
        from part in parts
        group part.Bucket by (part.Name, Index: (part.Epoch - 1) / size) into stretch
        select new MetricBucketRow
        {
            RunId = runId,
            Name = stretch.Key.Name,
            Size = size,
            UpTo = (stretch.Key.Index + 1) * size,
            Body = stretch.Aggregate((sum, next) => sum.With(next)).ToBytes(),
        };
}
