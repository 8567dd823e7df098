using Microsoft.EntityFrameworkCore;
using TrainingService.Contracts.Runs;
using TrainingService.Storage.History;
using TrainingService.Storage.Model;
using TrainingService.Storage.Runs;

namespace TrainingService.Tests.Shared.Stored;

/// <summary>Runs that have ended after very many epochs, written in a fraction of the time that training them would take.</summary>
public static class LongRuns
{
    private const int Slice = 4 * BucketSizes.Large;

    /// <summary>Stores a run with one metric, `loss`, and the stretches of it that its epochs' transactions would have stored.</summary>
    public static async Task<Guid> StoreAsync(StoredService service, string name, int epochs, Func<int, double> loss, string spec = "{}")
    {
        ArgumentNullException.ThrowIfNull(service);
        ArgumentNullException.ThrowIfNull(loss);
        var id = Guid.CreateVersion7();
        await service.Store.CreateAsync(new NewRun { Id = id, Name = name, SpecJson = spec, Dataset = "d", DatasetVersion = "v" }, default);
        var start = DateTime.UnixEpoch.AddYears(56);
        for (var after = 0; after < epochs; after += Slice)
        {
            var upTo = Math.Min(after + Slice, epochs);
            var writes = new MetricWrites();
            writes.Points.AddRange(Enumerable.Range(after + 1, upTo - after).Select(epoch => new MetricPointRow
            {
                RunId = id, Name = "loss", Epoch = epoch, Seq = 1, Step = epoch, At = start.AddSeconds(epoch), Measured = loss(epoch),
            }));
            await service.WriteAsync(_ => Task.CompletedTask, writes);
            await service.WriteAsync(context => BucketWriter.CompleteAsync(context, id, ["loss"], after, upTo, default), new MetricWrites());
        }

        var values = Enumerable.Range(1, epochs).Select(loss).Where(double.IsFinite).ToList();
        var summary = new Dictionary<string, MetricSummary> { ["loss"] = new(loss(epochs), values.Min(), values.Max()) };
        var metrics = RunRows.Write(summary);
        await using var context = await service.OpenAsync();
        await context.Runs.Where(r => r.Id == id).ExecuteUpdateAsync(set => set
            .SetProperty(r => r.EpochsDone, epochs).SetProperty(r => r.StartedAt, start).SetProperty(r => r.FinishedAt, start.AddSeconds(epochs))
            .SetProperty(r => r.MetricsJson, metrics).SetProperty(r => r.State, RunState.Cancelled));
        return id;
    }
}
