using Microsoft.EntityFrameworkCore;
using TrainingService.Contracts.Runs;
using TrainingService.Storage.Model;

namespace TrainingService.Storage.History;

/// <summary>Reads courses of metrics of any number of runs: each source once for all runs that need the same part of it.</summary>
internal sealed class HistoryReader(TrainingContext context)
{
    private readonly Dictionary<(Guid Run, string Name), List<(int Epoch, MetricBucket Bucket)>> _parts = [];

    public async Task<IReadOnlyList<MetricSeries>> ReadAsync(HistoryQuery query, CancellationToken cancellation)
    {
        var ids = query.RunIds;
        var runs = await context.Runs.AsNoTracking().Where(r => ids.Contains(r.Id))
            .Select(r => new RunHead(r.Id, r.StartedAt, r.LastSeq, r.EpochsDone)).ToDictionaryAsync(r => r.Id, cancellation);
        Dictionary<Guid, HistoryPlan> plans = [];
        foreach (var id in ids.Distinct().Where(runs.ContainsKey))
        {
            plans[id] = HistoryPlan.Of(await RangeAsync(runs[id], query, cancellation), query.MaxPoints);
        }

        await ReadBucketsAsync(plans, BucketSizes.Large, plan => plan.Large, query.Names, cancellation);
        await ReadBucketsAsync(plans, BucketSizes.Small, plan => plan.Small, query.Names, cancellation);
        foreach (var part in plans.SelectMany(plan => plan.Value.Raw, (plan, range) => (plan.Key, range)).GroupBy(part => part.range, part => part.Key))
        {
            await ReadPointsAsync(part.Key, [.. part], query.Names, cancellation);
        }

        return
        [
            .. from id in ids.Distinct()
               where runs.ContainsKey(id)
               from part in _parts.Where(part => part.Key.Run == id).OrderBy(part => part.Key.Name, StringComparer.Ordinal)
               select new MetricSeries(id, runs[id].StartedAt, runs[id].LastSeq, part.Key.Name, plans[id].Width > 1, Merge(part.Value, plans[id].Width, runs[id].LastSeq)),
        ];
    }

    /// <summary>Stretches of the answer lie at multiples of their width, so that the same points give the same ones however they are read.</summary>
    private static List<MetricBucket> Merge(List<(int Epoch, MetricBucket Bucket)> parts, int width, long lastSeq)
    {
        List<MetricBucket> merged = [];
        var index = -1;
        // A point that came after the run's row was read is the first event after its last_seq.
        foreach (var (epoch, bucket) in parts.Where(part => part.Bucket.Last.Seq <= lastSeq).OrderBy(part => part.Epoch))
        {
            var next = (epoch - 1) / width;
            if (next == index) merged[^1] = merged[^1].With(bucket);
            else merged.Add(bucket);
            index = next;
        }

        return merged;
    }

    private async Task<EpochRange> RangeAsync(RunHead run, HistoryQuery query, CancellationToken cancellation)
    {
        var (from, to) = (query.From ?? double.NegativeInfinity, query.To ?? double.PositiveInfinity);
        if (query.Axis is MetricAxis.Epoch || (query.From is null && query.To is null))
        {
            return new((int)Math.Clamp(Math.Ceiling(from) - 1, 0, run.Epochs), (int)Math.Clamp(Math.Floor(to), 0, run.Epochs));
        }

        var points = context.MetricPoints.AsNoTracking().Where(p => p.RunId == run.Id);
        if (query.Names is { } names) points = points.Where(p => names.Contains(p.Name));
        var (before, until) = (points, points);
        if (query.Axis is MetricAxis.Step)
        {
            var (first, last) = ((long)Math.Clamp(Math.Ceiling(from), 0, 1e18), (long)Math.Clamp(Math.Floor(to), 0, 1e18));
            (before, until) = (points.Where(p => p.Step < first), points.Where(p => p.Step <= last));
        }
        else if (run.StartedAt is { } started)
        {
            var (first, last) = (started.AddSeconds(Math.Clamp(from, 0, 1e9)), started.AddSeconds(Math.Clamp(to, 0, 1e9)));
            (before, until) = (points.Where(p => p.At < first), points.Where(p => p.At <= last));
        }

        return new(
            query.From is null ? 0 : await before.MaxAsync(p => (int?)p.Epoch, cancellation) ?? 0,
            query.To is null ? run.Epochs : await until.MaxAsync(p => (int?)p.Epoch, cancellation) ?? 0);
    }

    private async Task ReadBucketsAsync(
        Dictionary<Guid, HistoryPlan> plans, int size, Func<HistoryPlan, IReadOnlyList<EpochRange>> part, IReadOnlyList<string>? names, CancellationToken cancellation)
    {
        var wanted = plans.Where(plan => part(plan.Value).Count > 0).ToDictionary(plan => plan.Key, plan => part(plan.Value));
        if (wanted.Count == 0) return;
        var ids = wanted.Keys.ToArray();
        var (after, upTo) = (wanted.Values.Min(ranges => ranges.Min(range => range.After)), wanted.Values.Max(ranges => ranges.Max(range => range.UpTo)));
        var rows = context.MetricBuckets.AsNoTracking().Where(b => ids.Contains(b.RunId) && b.Size == size && b.UpTo > after && b.UpTo <= upTo);
        if (names is not null) rows = rows.Where(b => names.Contains(b.Name));
        foreach (var row in await rows.ToListAsync(cancellation))
        {
            // The bounds are those of all runs together.
            if (wanted[row.RunId].Any(range => range.Contains(row.UpTo))) Add(row.RunId, row.Name, row.UpTo, MetricBucket.Read(row.Body));
        }
    }

    private async Task ReadPointsAsync(EpochRange range, Guid[] ids, IReadOnlyList<string>? names, CancellationToken cancellation)
    {
        var (after, upTo) = range;
        var rows = context.MetricPoints.AsNoTracking().Where(p => ids.Contains(p.RunId) && p.Epoch > after && p.Epoch <= upTo);
        if (names is not null) rows = rows.Where(p => names.Contains(p.Name));
        foreach (var row in await rows.ToListAsync(cancellation)) Add(row.RunId, row.Name, row.Epoch, MetricBucket.Of(BucketWriter.PointOf(row)));
    }

    private void Add(Guid run, string name, int epoch, MetricBucket bucket)
    {
        if (!_parts.TryGetValue((run, name), out var parts)) _parts[(run, name)] = parts = [];
        parts.Add((epoch, bucket));
    }

    private sealed record RunHead(Guid Id, DateTime? StartedAt, long LastSeq, int Epochs);
}
