using Microsoft.AspNetCore.SignalR;
using Microsoft.AspNetCore.SignalR.Client;
using TrainingService.Api.Tests.Hosting;
using TrainingService.Contracts.Runs;

namespace TrainingService.Api.Tests.Live;

[Collection(ApiGroup.Name)]
public sealed class HubTests(ApiFixture api)
{
    private static readonly TimeSpan Deadline = TimeSpan.FromSeconds(30);

    [Fact]
    public async Task Across_reconnects_nothing_is_missed_and_nothing_doubled()
    {
        var worker = await api.RunningAsync();
        var writing = Task.Run(async () =>
        {
            await worker.EpochsAsync(120);
            await worker.EndAsync();
        });

        var seqs = new List<long>();
        using var deadline = new CancellationTokenSource(Deadline);
        for (var ended = false; !ended;)
        {
            // Every connection is dropped without a word after 25 events.
            await using var hub = await api.ConnectAsync();
            var taken = 0;
            await foreach (var next in hub.StreamAsync<RunEvent>(RunHub.WatchRun, worker.RunId, seqs.LastOrDefault(), deadline.Token))
            {
                if (next.Seq is not { } seq) continue;
                seqs.Add(seq);
                ended = next is { Type: RunEventType.State, State: RunState.Failed };
                if (++taken == 25) break;
            }
        }

        await writing;
        Assert.Equal(Enumerable.Range(1, 124).Select(n => (long)n), seqs);
    }

    [Fact]
    public async Task A_stream_of_an_ended_run_ends_by_itself()
    {
        var worker = await api.RunningAsync();
        await worker.EndAsync();
        await using var hub = await api.ConnectAsync();
        using var deadline = new CancellationTokenSource(Deadline);
        Assert.Equal(1, await hub.StreamAsync<RunEvent>(RunHub.WatchRun, worker.RunId, 3L, deadline.Token).CountAsync(deadline.Token));
        Assert.Equal(0, await hub.StreamAsync<RunEvent>(RunHub.WatchRun, worker.RunId, 4L, deadline.Token).CountAsync(deadline.Token));
    }

    [Fact]
    public async Task An_unknown_run_and_a_negative_number_are_refused_in_words()
    {
        var run = await api.NewRunAsync();
        await using var hub = await api.ConnectAsync();
        var unknown = await Assert.ThrowsAsync<HubException>(async () => await hub.StreamAsync<RunEvent>(RunHub.WatchRun, Guid.NewGuid(), 0L).CountAsync());
        Assert.Contains("There is no run", unknown.Message, StringComparison.Ordinal);
        var negative = await Assert.ThrowsAsync<HubException>(async () => await hub.StreamAsync<RunEvent>(RunHub.WatchRun, run.Id, -1L).CountAsync());
        Assert.Contains("after_seq is -1", negative.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_list_shows_new_runs_progress_and_ends_as_they_happen()
    {
        await using var hub = await api.ConnectAsync();
        using var deadline = new CancellationTokenSource(Deadline);
        await using var changes = hub.StreamAsync<RunEvent>(RunHub.WatchRuns, deadline.Token).GetAsyncEnumerator(deadline.Token);
        var known = await api.NewRunAsync();
        await NextAsync(changes, e => e.RunId == known.Id && e.State == RunState.Queued);

        var worker = await api.RunningAsync();
        await NextAsync(changes, e => e.RunId == worker.RunId && e.State == RunState.Running);
        await worker.ProgressAsync(3);
        await NextAsync(changes, e => e.RunId == worker.RunId && e.Progress?.Batch == 3);
        await worker.EndAsync();
        await NextAsync(changes, e => e.RunId == worker.RunId && e.State == RunState.Failed);
    }

    private static async Task NextAsync(IAsyncEnumerator<RunEvent> changes, Func<RunEvent, bool> wanted)
    {
        do Assert.True(await changes.MoveNextAsync());
        while (!wanted(changes.Current));
    }
}
