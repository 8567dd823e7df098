using TrainingService.Storage.Feed;

namespace TrainingService.Storage.Tests.Feed;

public sealed class SignalQueueTests
{
    private readonly SignalQueue _queue = new();

    [Fact]
    public async Task Signals_of_one_run_that_wait_become_the_highest()
    {
        var (a, b) = (Guid.CreateVersion7(), Guid.CreateVersion7());
        foreach (var seq in new long[] { 1, 3, 2, 0 }) _queue.Add(new RunSignal(a, seq));
        _queue.Add(new RunSignal(b, 0));
        Assert.Equal([new RunSignal(a, 3), new RunSignal(b, 0)], await TakeAsync(2));
    }

    [Fact]
    public async Task Too_many_runs_become_one_catch_up_that_covers_later_ones_too()
    {
        for (var i = 0; i <= SignalQueue.Capacity + 5; i++) _queue.Add(new RunSignal(Guid.CreateVersion7(), 1));
        Assert.Equal([RunSignal.CatchUp], await TakeAsync(1));

        var id = Guid.CreateVersion7();
        _queue.Add(new RunSignal(id, 7));
        Assert.Equal([new RunSignal(id, 7)], await TakeAsync(1));
    }

    private async Task<List<RunSignal>> TakeAsync(int count)
    {
        using var deadline = new CancellationTokenSource(TimeSpan.FromSeconds(10));
        List<RunSignal> taken = [];
        await foreach (var signal in _queue.ReadAsync(deadline.Token))
        {
            taken.Add(signal);
            if (taken.Count == count) break;
        }

        return taken;
    }
}
