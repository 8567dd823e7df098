using System.Diagnostics;
using TrainingService.Contracts.Runs;
using TrainingService.Storage.Runs;
using TrainingService.Tests.Shared.Stored;

namespace TrainingService.Bench.Service;

/// <summary>Plays workers: runs whose epochs are committed as the worker does it, at a common rate.</summary>
internal sealed class Workers(StoredService database, int metrics)
{
    private readonly string[] _names = [.. Enumerable.Range(0, metrics).Select(i => $"metric_{i}")];
    private readonly List<RunLease> _leases = [];
    private readonly List<int> _epochs = [];

    /// <summary>The runs.</summary>
    public IReadOnlyList<Guid> Runs => [.. _leases.Select(lease => lease.RunId)];

    /// <summary>Epochs committed of each run.</summary>
    public IReadOnlyList<int> Epochs => _epochs;

    /// <summary>How long each commit took, in milliseconds.</summary>
    public List<double> Times { get; } = [];

    public async Task StartAsync(int runs)
    {
        for (var i = 0; i < runs; i++)
        {
            var id = Guid.CreateVersion7();
            await database.Store.CreateAsync(new NewRun { Id = id, Name = $"run-{i}", SpecJson = "{}", Dataset = "d", DatasetVersion = "v" }, default);
            _leases.Add((await database.Leases.ClaimAsync(id, "bench", TimeSpan.FromHours(1), default))!.Lease);
            _epochs.Add(0);
        }
    }

    /// <summary>Commits epochs of all runs for so long, each run one every <paramref name="pause"/>.</summary>
    public Task RunAsync(TimeSpan pause, TimeSpan length) => Task.WhenAll(_leases.Select((_, i) => Task.Run(() => RunOneAsync(i, pause, length))));

    private async Task RunOneAsync(int i, TimeSpan pause, TimeSpan length)
    {
        // Spread over the pause, so that they don't all come at once.
        await Task.Delay(pause * i / _leases.Count);
        var watch = Stopwatch.StartNew();
        // Due times, not pauses: what a commit or a timer is late is caught up, as long as the database can.
        for (var next = pause; watch.Elapsed < length; next += pause)
        {
            var epoch = ++_epochs[i];
            var start = Stopwatch.GetTimestamp();
            var values = _names.ToDictionary(name => name, name => 1.0 / epoch);
            var progress = new RunProgress { Epoch = epoch, Epochs = 1_000_000, Batch = 1, Batches = 1 };
            var status = await database.Leases.CommitEpochAsync(_leases[i], new EpochCommit(epoch, epoch, values, progress), default);
            if (!status.Held) throw new InvalidOperationException("The lease was lost.");
            lock (Times) Times.Add(Stopwatch.GetElapsedTime(start).TotalMilliseconds);
            if (next - watch.Elapsed is { Ticks: > 0 } rest) await Task.Delay(rest);
        }
    }
}
