using Microsoft.EntityFrameworkCore;
using TrainingService.Contracts.Runs;
using TrainingService.Storage.Model;

namespace TrainingService.Storage.History;

/// <summary><see cref="IMetricHistory"/> over either database.</summary>
internal sealed class MetricHistories(IDbContextFactory<TrainingContext> contexts) : IMetricHistory
{
    public async Task<MetricHistory?> OfRunAsync(HistoryQuery query, CancellationToken cancellation)
    {
        ArgumentNullException.ThrowIfNull(query);
        var id = query.RunIds.Single();
        await using var context = await contexts.CreateDbContextAsync(cancellation);
        if (await context.Runs.Where(r => r.Id == id).Select(r => (long?)r.LastSeq).FirstOrDefaultAsync(cancellation) is not { } lastSeq) return null;
        var series = await new HistoryReader(context).ReadAsync(query, cancellation);
        var thinned = series.Where(s => s.IsThinned).ToDictionary(s => s.Name, IReadOnlyList<MetricStretch> (s) => [.. s.Buckets.Select(b => b.ToStretch())]);
        return new MetricHistory(
            id,
            // Of the reading that the points are from.
            series.Count > 0 ? series[0].LastSeq : lastSeq,
            series.ToDictionary(s => s.Name, IReadOnlyList<MetricPoint> (s) => [.. s.Buckets.SelectMany(b => b.Kept()).Select(p => p.ToPoint())]),
            series.ToDictionary(s => s.Name, s => new MetricCount(s.Points, s.NonFinite)),
            thinned.Count > 0 ? thinned : null);
    }

    public async Task<MetricOverlay> OverlayAsync(HistoryQuery query, CancellationToken cancellation)
    {
        ArgumentNullException.ThrowIfNull(query);
        await using var context = await contexts.CreateDbContextAsync(cancellation);
        var series = await new HistoryReader(context).ReadAsync(query, cancellation);
        return new MetricOverlay(query.Axis, [.. series.Select(s => Curve(s, query.Axis))]);
    }

    private static MetricCurve Curve(MetricSeries series, MetricAxis axis)
    {
        var points = series.Buckets.SelectMany(bucket => bucket.Kept()).ToList();
        var start = series.StartedAt is { } started ? UnixMicroseconds.Of(started) : 0;
        return new MetricCurve(
            series.RunId,
            series.Name,
            series.Points,
            series.NonFinite,
            [.. points.Select(p => axis switch { MetricAxis.Step => p.Step, MetricAxis.Time => (p.At - start) / 1e6, _ => (double)p.Epoch })],
            [.. points.Select(p => p.Value)]);
    }
}
