using TrainingService.Api.Live;
using TrainingService.Api.Tests.Hosting;
using TrainingService.Contracts.Runs;

namespace TrainingService.Api.Tests.Live;

[Collection(ApiGroup.Name)]
public sealed class RunFeedTests(ApiFixture api)
{
    private static readonly TimeSpan Deadline = TimeSpan.FromSeconds(30);

    [Fact]
    public async Task A_watcher_that_stands_still_holds_up_nobody_and_catches_up_beyond_the_window()
    {
        const int Epochs = RunTopic.WindowSize + 50;
        var worker = await api.RunningAsync();
        using var deadline = new CancellationTokenSource(Deadline);
        await using var slow = api.Feed.WatchAsync(worker.RunId, 0, deadline.Token).GetAsyncEnumerator(deadline.Token);
        Assert.True(await slow.MoveNextAsync());

        var fast = KeptAsync(api.Feed.WatchAsync(worker.RunId, 0, deadline.Token));
        await worker.EpochsAsync(Epochs);
        await worker.EndAsync();
        var seen = await fast;
        Assert.Equal(Enumerable.Range(1, Epochs + 4).Select(n => (long)n), seen);

        var late = new List<long> { slow.Current.Seq!.Value };
        while (await slow.MoveNextAsync())
        {
            if (slow.Current.Seq is { } seq) late.Add(seq);
        }

        Assert.Equal(seen, late);
    }

    [Fact]
    public async Task A_topic_lives_only_while_somebody_watches()
    {
        var worker = await api.RunningAsync();
        var before = api.Feed.TopicCount;
        using (var leave = new CancellationTokenSource(Deadline))
        {
            await using var watcher = api.Feed.WatchAsync(worker.RunId, 0, leave.Token).GetAsyncEnumerator(leave.Token);
            Assert.True(await watcher.MoveNextAsync());
            Assert.Equal(before + 1, api.Feed.TopicCount);
        }

        Assert.Equal(before, api.Feed.TopicCount);
    }

    [Fact]
    public async Task A_number_beyond_the_end_counts_as_the_end()
    {
        var worker = await api.RunningAsync();
        await worker.EndAsync();
        using var deadline = new CancellationTokenSource(Deadline);
        Assert.Empty(await KeptAsync(api.Feed.WatchAsync(worker.RunId, 1000, deadline.Token)));
    }

    private static async Task<List<long>> KeptAsync(IAsyncEnumerable<RunEvent> events) =>
        await events.Where(e => e.Seq is not null).Select(e => e.Seq!.Value).ToListAsync();
}
