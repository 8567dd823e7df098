using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Options;
using TrainingService.Storage;
using TrainingService.Storage.Feed;
using TrainingService.Worker.Hosting;
using TrainingService.Worker.Queue;
using TrainingService.Worker.Tests.Fakes;

namespace TrainingService.Worker.Tests.Queue;

public sealed class ReconcilerTests
{
    private readonly FakeLeases _leases = new() { Waiting = [Guid.NewGuid(), Guid.NewGuid()] };
    private readonly FakeQueue _queue = new();
    private readonly FakeSignals _signals = new();

    [Fact]
    public async Task Runs_that_the_queue_lost_are_queued_again_and_watchers_told()
    {
        await LookAsync();

        Assert.Equal(_leases.Waiting, _queue.Enqueued);
        Assert.Equal([RunSignal.CatchUp], _signals.Sent);
    }

    [Fact]
    public async Task Runs_that_wait_because_all_workers_are_busy_do_not_pile_up_in_the_queue()
    {
        for (var look = 0; look < 10; look++) await LookAsync();

        Assert.InRange(_queue.Enqueued.Count, 2, 4);
    }

    [Fact]
    public async Task An_embedded_service_queues_what_waits_at_its_start_without_waiting()
    {
        using var reconciler = Reconciler();

        await reconciler.StartAsync(CancellationToken.None);
        await AttemptBench.UntilAsync(() => _queue.Enqueued.Count == 2);
        await reconciler.StopAsync(CancellationToken.None);
    }

    private async Task LookAsync()
    {
        using var reconciler = Reconciler();
        await reconciler.LookAsync(TimeSpan.Zero, CancellationToken.None);
    }

    private Reconciler Reconciler() => new(
        _leases, new FakeSteering(), _queue, _signals, new StorageOptions { DataFolder = "/" }, Options.Create(new WorkerOptions()), TimeProvider.System,
        NullLogger<Reconciler>.Instance);
}
