using System.Net.ServerSentEvents;
using System.Text.Json;
using Microsoft.AspNetCore.SignalR.Client;
using TrainingService.Api.Tests.Hosting;
using TrainingService.Contracts.Json;
using TrainingService.Contracts.Runs;
using TrainingService.Contracts.Workers;
using TrainingService.Storage.Workers;

namespace TrainingService.Api.Tests.Live;

[Collection(ApiGroup.Name)]
public sealed class QueueFeedTests(ApiFixture api)
{
    private static readonly TimeSpan Deadline = TimeSpan.FromSeconds(30);

    [Fact]
    public async Task The_hub_tells_of_runs_that_come_into_the_queue_and_leave_it_and_of_workers()
    {
        await using var hub = await api.ConnectAsync();
        using var deadline = new CancellationTokenSource(Deadline);
        await using var updates = hub.StreamAsync<QueueUpdate>(RunHub.WatchQueue, deadline.Token).GetAsyncEnumerator(deadline.Token);
        var run = await api.NewRunAsync();
        var seen = await NextAsync(updates, u => u.Queue.Next.Any(r => r.Id == run.Id));
        Assert.Equal(seen.Queue.Waiting, seen.Queue.Next.Single(r => r.Id == run.Id).Place.Waiting);

        var beat = new WorkerBeat(Guid.CreateVersion7(), "seen live", "host", 1, "cpu/plain", 1, 1, 0, 1);
        await api.Workers.BeatAsync(beat, CancellationToken.None);
        await NextAsync(updates, u => u.Workers.Any(w => w.Id == beat.Id));

        var worker = await api.ClaimAsync(run.Id);
        await NextAsync(updates, u => u.Queue.Next.All(r => r.Id != run.Id));
        await worker.EndAsync();
    }

    [Fact]
    public async Task Server_sent_events_tell_the_same_and_show_that_they_live()
    {
        var run = await api.NewRunAsync();
        using var answer = await api.Http.GetAsync("/api/v1/queue/events", HttpCompletionOption.ResponseHeadersRead);
        Assert.Equal("text/event-stream", answer.Content.Headers.ContentType!.MediaType);
        await using var items = SseParser.Create(await answer.Content.ReadAsStreamAsync()).EnumerateAsync().GetAsyncEnumerator();
        Assert.True(await items.MoveNextAsync().AsTask().WaitAsync(Deadline));
        Assert.Equal("queue", items.Current.EventType);
        Assert.Contains(JsonSerializer.Deserialize<QueueUpdate>(items.Current.Data, ContractsJson.Options)!.Queue.Next, r => r.Id == run.Id);
        await EndAsync(run.Id);
        do Assert.True(await items.MoveNextAsync().AsTask().WaitAsync(Deadline));
        while (items.Current.EventType != "heartbeat");
    }

    [Fact]
    public async Task A_run_that_waits_hears_of_its_place_in_its_own_feed_until_it_is_taken()
    {
        var first = await api.NewRunAsync();
        var second = await api.NewRunAsync();
        using var deadline = new CancellationTokenSource(Deadline);
        await using var events = api.Feed.WatchAsync(second.Id, 1, deadline.Token).GetAsyncEnumerator(deadline.Token);
        var before = await PlaceAsync(events);
        Assert.Null(events.Current.Seq);

        var worker = await api.ClaimAsync(first.Id);
        Assert.Equal(before.Place - 1, (await PlaceAsync(events)).Place);
        await worker.EndAsync();

        var own = await api.ClaimAsync(second.Id);
        await own.EndAsync();
        var rest = new List<RunEvent>();
        while (await events.MoveNextAsync()) rest.Add(events.Current);
        Assert.DoesNotContain(rest.SkipWhile(e => e.State is not RunState.Starting), e => e.Type is RunEventType.Queue);
    }

    [Fact]
    public async Task Progress_carries_the_range_of_the_time_left_over_hub_stream_and_resource()
    {
        var worker = await api.RunningAsync();
        var progress = worker.At(3) with { SamplesPerSecond = 1000, EtaSeconds = 60, EtaLowSeconds = 55, EtaHighSeconds = 80 };
        using var deadline = new CancellationTokenSource(Deadline);
        await using var hub = await api.ConnectAsync();
        await using var watched = hub.StreamAsync<RunEvent>(RunHub.WatchRun, worker.RunId, 3L, deadline.Token).GetAsyncEnumerator(deadline.Token);
        using var answer = await api.Http.GetAsync($"/api/v1/runs/{worker.RunId}/events?after_seq=3", HttpCompletionOption.ResponseHeadersRead);
        await using var items = SseParser.Create(await answer.Content.ReadAsStreamAsync()).EnumerateAsync().GetAsyncEnumerator();
        await worker.ProgressAsync(3, progress);

        do Assert.True(await watched.MoveNextAsync());
        while (watched.Current.Progress is null);
        do Assert.True(await items.MoveNextAsync().AsTask().WaitAsync(Deadline));
        while (items.Current.EventType != "progress");
        Assert.Equal(progress, watched.Current.Progress);
        Assert.Equal(progress, JsonSerializer.Deserialize<RunEvent>(items.Current.Data, ContractsJson.Options)!.Progress);
        var resource = await ApiFixture.ReadAsync<RunResource>(await api.Http.GetAsync($"/api/v1/runs/{worker.RunId}"));
        Assert.Equal(progress, resource.Progress);
        await worker.EndAsync();
    }

    private async Task EndAsync(Guid id) => await (await api.ClaimAsync(id)).EndAsync();

    private static async Task<QueuePlace> PlaceAsync(IAsyncEnumerator<RunEvent> events)
    {
        do Assert.True(await events.MoveNextAsync());
        while (events.Current.Type is not RunEventType.Queue);
        return events.Current.Queue!;
    }

    private static async Task<QueueUpdate> NextAsync(IAsyncEnumerator<QueueUpdate> updates, Func<QueueUpdate, bool> wanted)
    {
        do Assert.True(await updates.MoveNextAsync());
        while (!wanted(updates.Current));
        return updates.Current;
    }
}
