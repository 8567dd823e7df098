using System.Text.Json;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using TrainingService.Contracts.Json;
using TrainingService.Contracts.Runs;
using TrainingService.Storage;
using TrainingService.Storage.Database;
using TrainingService.Storage.History;
using TrainingService.Storage.Model;
using TrainingService.Storage.Runs;
using TrainingService.Storage.Sqlite;

namespace TrainingService.Browser.Tests.Hosting;

/// <summary>
/// Ended runs written into the service's database with whatever points a test wants: what would take hours to train is there at once. Removes them all at the end.
/// </summary>
public sealed class StoredRuns : IAsyncDisposable
{
    private const int Slice = 4 * BucketSizes.Large;
    private readonly ServiceProvider services;
    private readonly List<Guid> stored = [];

    /// <param name="dataFolder">The service's.</param>
    public StoredRuns(string dataFolder)
    {
        var collection = new ServiceCollection();
        collection.AddSqliteStorage(new StorageOptions { DataFolder = dataFolder });
        services = collection.BuildServiceProvider();
    }

    /// <summary>A run with the points of functions of the epoch, one step an epoch and a second between them.</summary>
    /// <param name="like">A run whose spec and data it has.</param>
    /// <param name="name">Its name.</param>
    /// <param name="epochs">Epochs it was trained for.</param>
    /// <param name="metrics">Values by metric.</param>
    public async Task<Guid> AddAsync(RunResource like, string name, int epochs, IReadOnlyDictionary<string, Func<int, double>> metrics)
    {
        var id = Guid.CreateVersion7();
        var start = new DateTime(2026, 1, 1, 0, 0, 0, DateTimeKind.Utc);
        var summaries = metrics.ToDictionary(
            metric => metric.Key,
            metric => new MetricSummary(metric.Value(epochs), Enumerable.Range(1, epochs).Min(metric.Value), Enumerable.Range(1, epochs).Max(metric.Value)));
        await WriteAsync(
            context =>
            {
                context.Runs.Add(new RunRow
                {
                    Id = id, Name = name, State = RunState.Cancelled, SpecJson = like.Spec.GetRawText(), SpecSha256 = like.SpecSha256, Dataset = like.Dataset,
                    DatasetVersion = like.DatasetVersion, TagsJson = "[]", Owner = like.Owner, CreatedAt = start, WaitingSince = start, StartedAt = start,
                    FinishedAt = start.AddSeconds(epochs), Attempt = 1, EpochsDone = epochs, LastSeq = epochs + 1, Version = 1,
                    MetricsJson = JsonSerializer.Serialize(summaries, ContractsJson.Options),
                });
                return Task.CompletedTask;
            },
            new MetricWrites());
        stored.Add(id);
        for (var after = 0; after < epochs; after += Slice)
        {
            var upTo = Math.Min(after + Slice, epochs);
            var writes = new MetricWrites();
            foreach (var (metric, value) in metrics)
            {
                writes.Points.AddRange(Enumerable.Range(after + 1, upTo - after).Select(epoch => new MetricPointRow
                {
                    RunId = id, Name = metric, Epoch = epoch, Seq = epoch, Step = epoch * 10, At = start.AddSeconds(epoch), Measured = value(epoch),
                }));
            }

            await WriteAsync(_ => Task.CompletedTask, writes);
            await WriteAsync(context => BucketWriter.CompleteAsync(context, id, [.. metrics.Keys], after, upTo, default), new MetricWrites());
        }

        return id;
    }

    public async ValueTask DisposeAsync()
    {
        await WriteAsync(
            async context =>
            {
                await context.MetricPoints.Where(row => stored.Contains(row.RunId)).ExecuteDeleteAsync();
                await context.MetricBuckets.Where(row => stored.Contains(row.RunId)).ExecuteDeleteAsync();
                await context.Runs.Where(row => stored.Contains(row.Id)).ExecuteDeleteAsync();
            },
            new MetricWrites());
        await services.DisposeAsync();
    }

    private async Task WriteAsync(Func<TrainingContext, Task> write, MetricWrites metrics)
    {
        var dialect = services.GetRequiredService<IDatabaseDialect>();
        await using var context = await services.GetRequiredService<IDbContextFactory<TrainingContext>>().CreateDbContextAsync();
        using var turn = await dialect.EnterWriteAsync(default);
        await using var transaction = await context.Database.BeginTransactionAsync();
        await write(context);
        await context.SaveChangesAsync();
        await dialect.WriteMetricsAsync(context, metrics, default);
        await transaction.CommitAsync();
    }
}
