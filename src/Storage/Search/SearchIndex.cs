using System.Text.Json;
using Microsoft.EntityFrameworkCore;
using TrainingService.Contracts.Runs;
using TrainingService.Storage.Database;
using TrainingService.Storage.History;
using TrainingService.Storage.Model;
using TrainingService.Storage.Runs;

namespace TrainingService.Storage.Search;

/// <summary>What runs are found by beside their own columns: `run_params` and `run_metrics`, written in the transactions that change the run.</summary>
internal static class SearchIndex
{
    /// <summary>Raised when rows are made another way: runs of an older version are then done anew at the next migration.</summary>
    public const int Version = 2;

    private const int Batch = 200;

    /// <summary>The parameters of a new run.</summary>
    public static IEnumerable<RunParamRow> OfNew(RunRow run) => SpecParameters.Rows(run.Id, run.SpecJson);

    /// <summary>The scores of a run's epochs, where there are so many that single epochs may have left them out; see <see cref="SummaryPace"/>.</summary>
    public static IEnumerable<RunMetricRow> OfEpochs(RunRow run)
    {
        var summaries = RunRows.Read<Dictionary<string, MetricSummary>>(run.MetricsJson);
        return summaries.Count <= SummaryPace.Few ? [] : summaries.Select(summary => RunMetricRow.Of(run.Id, summary.Key, summary.Value));
    }

    /// <summary>The scores over the test part, which no epoch has: their one value is last, best, smallest and largest.</summary>
    public static IEnumerable<RunMetricRow> OfResult(Guid runId, RunResult result) =>
        result.TestMetrics.Select(score => RunMetricRow.Of(runId, score.Key, new MetricSummary(score.Value, score.Value, score.Value)));

    /// <summary>The device that a spec asks for.</summary>
    public static string? AskedDevice(string specJson)
    {
        using var spec = JsonDocument.Parse(specJson);
        return spec.RootElement.ValueKind is JsonValueKind.Object && spec.RootElement.TryGetProperty("device", out var device) && device.ValueKind is JsonValueKind.String
            ? device.GetString()
            : null;
    }

    /// <summary>Does runs that were stored by an older program, some at a time. May be broken off and goes on where it was.</summary>
    public static async Task FillAsync(IDbContextFactory<TrainingContext> contexts, IDatabaseDialect dialect, CancellationToken cancellation)
    {
        await using var context = await contexts.CreateDbContextAsync(cancellation);
        while (true)
        {
            var ids = await context.Runs.AsNoTracking().Where(r => r.IndexVersion < Version).OrderBy(r => r.Id).Select(r => r.Id).Take(Batch).ToListAsync(cancellation);
            foreach (var id in ids) await FillAsync(context, dialect, id, cancellation);
            if (ids.Count < Batch) return;
        }
    }

    private static async Task FillAsync(TrainingContext context, IDatabaseDialect dialect, Guid id, CancellationToken cancellation)
    {
        using (await dialect.EnterWriteAsync(cancellation))
        {
            await context.Database.CreateExecutionStrategy().ExecuteAsync(
                async () =>
                {
                    context.ChangeTracker.Clear();
                    await using var transaction = await context.Database.BeginTransactionAsync(cancellation);
                    if (await dialect.LockRunAsync(context, id, cancellation) is { } run)
                    {
                        await context.RunParams.Where(p => p.RunId == id).ExecuteDeleteAsync(cancellation);
                        context.RunParams.AddRange(OfNew(run));
                        var metrics = new MetricWrites();
                        metrics.Summaries.AddRange(Summaries(run));
                        await dialect.WriteMetricsAsync(context, metrics, cancellation);
                        await context.MetricBuckets.Where(b => b.RunId == id).ExecuteDeleteAsync(cancellation);
                        await BucketWriter.CompleteAsync(context, id, Names(run), 0, run.EpochsDone, cancellation);
                        (run.Device, run.IndexVersion) = (DeviceOf(run), Version);
                    }

                    await context.SaveChangesAsync(cancellation);
                    await transaction.CommitAsync(cancellation);
                });
        }
    }

    private static IEnumerable<RunMetricRow> Summaries(RunRow run)
    {
        var stored = RunRows.Read<Dictionary<string, MetricSummary>>(run.MetricsJson).Select(s => RunMetricRow.Of(run.Id, s.Key, s.Value));
        return run.ResultJson is null ? stored : stored.Concat(OfResult(run.Id, RunRows.Read<RunResult>(run.ResultJson)));
    }

    private static Dictionary<string, MetricSummary>.KeyCollection Names(RunRow run) => RunRows.Read<Dictionary<string, MetricSummary>>(run.MetricsJson).Keys;

    private static string? DeviceOf(RunRow run) => run.ResultJson is null ? AskedDevice(run.SpecJson) : RunRows.Read<RunResult>(run.ResultJson).Device;
}
