using System.Globalization;
using System.Text;
using TrainingService.Contracts.Filters;
using TrainingService.Contracts.Runs;
using TrainingService.Storage.Model;
using TrainingService.Storage.Runs;
using TrainingService.Storage.Search;
using TrainingService.Tests.Shared.Stored;

namespace TrainingService.Bench.Service;

/// <summary>Pages of 50 out of many runs of 100 parameters and 50 metrics each.</summary>
internal static class Queries
{
    private static readonly (string Filter, string Sort)[] Cases =
    [
        ("", ""),
        ("state = succeeded", "-metrics.val_loss.best"),
        ("metrics.val_loss.best < 0.5 AND params.optimizer.type = adam", "-metrics.val_accuracy.best"),
        ("params.optimizer.learning_rate < 0.001 AND tags:sweep3", "params.optimizer.learning_rate"),
        ("(params.model.layers.*.units > 200 OR dataset ~ mnist*) AND NOT state = failed", "metrics.metric_17.max"),
        ("name ~ run-12 created > -65d", "duration"),
        ("metrics.metric_3.last > 0.99", "-created_at"),
        ("params.p42 IN (1, 2, 3) OR metrics.metric_9.min < 0.01", "-params.p7,name"),
        ("state IN (succeeded, failed) duration > 10m epochs >= 5", "-duration"),
        ("sweep5", "name"),
    ];

    public static async Task RunAsync(StoredService database, Options options)
    {
        var now = DateTime.UnixEpoch.AddYears(56);
        await FillAsync(database, options.Of("runs", 10_000), now);
        foreach (var (filter, sort) in Cases)
        {
            var query = new RunQuery([], 50, null) { Filter = RunFilter.Parse(filter, now).Filter!, Sort = RunSort.Parse(sort).Sort! };
            string? cursor = null;
            await Figures.MeasureAsync($"filter \"{filter}\" sort \"{sort}\"", options.Of("rounds", 20), async () =>
            {
                // Page after page, as one who scrolls; from the first again at the end.
                var page = await database.Store.ListAsync(query with { Cursor = cursor }, CancellationToken.None);
                cursor = page.NextCursor;
                return page.Items.Count;
            });
        }
    }

    private static async Task FillAsync(StoredService database, int count, DateTime now)
    {
        const int Batch = 250;
        for (var first = 0; first < count; first += Batch)
        {
            var metrics = new MetricWrites();
            await database.WriteAsync(
                context =>
                {
                    for (var i = first; i < Math.Min(first + Batch, count); i++)
                    {
                        var row = Row(i, now);
                        context.Runs.Add(row);
                        context.RunParams.AddRange(SpecParameters.Rows(row.Id, row.SpecJson));
                        metrics.Summaries.AddRange(
                            RunRows.Read<Dictionary<string, MetricSummary>>(row.MetricsJson).Select(s => RunMetricRow.Of(row.Id, s.Key, s.Value)));
                    }

                    return Task.CompletedTask;
                },
                metrics);
        }

        await database.AnalyzeAsync();
        Console.WriteLine($"{count} runs");
    }

    private static RunRow Row(int i, DateTime now)
    {
        var draw = new Draw((uint)i);
        var spec = new StringBuilder(string.Create(
            CultureInfo.InvariantCulture,
            $$"""{"dataset":{"name":"d"},"model":{"layers":[{"type":"conv2d","filters":{{draw.Below(64)}}},{"type":"dense","units":{{draw.Below(256)}}},{"type":"dense","units":10}]},"optimizer":{"type":"{{(draw.Below(2) == 0 ? "adam" : "sgd")}}","learning_rate":{{Math.Pow(10, -1 - (4 * draw.Unit()))}}},"seed":{{i}},"device":"auto" """));
        for (var p = 0; p < 90; p++) spec.Append(CultureInfo.InvariantCulture, $",\"p{p}\":{draw.Below(1000)}");
        var created = now.AddMinutes(i - 100_000);
        var ended = draw.Below(10) < 9;
        return new RunRow
        {
            Id = Guid.CreateVersion7(new DateTimeOffset(created)),
            Name = $"run-{i}",
            Owner = "bench",
            State = ended ? draw.Below(5) == 0 ? RunState.Failed : RunState.Succeeded : RunState.Queued,
            SpecJson = spec.Append('}').ToString(),
            SpecSha256 = new string('0', 64),
            Dataset = draw.Below(3) == 0 ? "mnist-small" : "digits",
            DatasetVersion = new string('a', 64),
            TagsJson = $"[\"sweep{draw.Below(20)}\"]",
            CreatedAt = created,
            WaitingSince = created,
            StartedAt = ended ? created.AddMinutes(1) : null,
            FinishedAt = ended ? created.AddMinutes(2 + draw.Below(60)) : null,
            EpochsDone = draw.Below(20),
            MetricsJson = RunRows.Write(Names.ToDictionary(name => name, _ =>
            {
                var (a, b) = (draw.Unit(), draw.Unit());
                return new MetricSummary(b, Math.Min(a, b), Math.Max(a, b));
            })),
            Device = "cpu/avx2",
            IndexVersion = SearchIndex.Version,
        };
    }

    private static string[] Names { get; } = ["loss", "val_loss", "val_accuracy", .. Enumerable.Range(0, 47).Select(i => $"metric_{i}")];

    /// <summary>Made-up numbers, the same at every run.</summary>
    private sealed class Draw(uint seed)
    {
        private uint _state = (seed * 2654435761) + 1;

        public int Below(int limit) => (int)(Unit() * limit);

        public double Unit()
        {
            _state = (_state * 1664525) + 1013904223;
            return (_state >> 8) / (double)(1 << 24);
        }
    }
}
