using System.Globalization;
using System.Net;
using System.Net.ServerSentEvents;
using TrainingService.Api.Tests.Hosting;
using TrainingService.Contracts.Runs;

namespace TrainingService.Api.Tests.Live;

[Collection(ApiGroup.Name)]
public sealed class EventStreamTests(ApiFixture api)
{
    [Fact]
    public async Task A_stream_replays_what_was_and_goes_on_live_to_the_final_state()
    {
        var worker = await api.RunningAsync();
        await worker.EpochsAsync(3);
        var reading = ReadAsync(worker.RunId, afterSeq: 0, onEvent: count => count == 6 ? GoOnAsync(worker) : Task.CompletedTask);
        var events = await reading.WaitAsync(TimeSpan.FromSeconds(30));
        var kept = events.Where(e => e.Seq is not null).ToList();
        Assert.Equal(Enumerable.Range(1, kept.Count).Select(n => (long?)n), kept.Select(e => e.Seq));
        Assert.Equal(5, kept.Count(e => e.Type == RunEventType.Epoch));
        Assert.Equal(RunState.Failed, kept[^1].State);
        Assert.Equal("test", kept[^1].Failure!.Code);

        static async Task GoOnAsync(FakeWorker worker)
        {
            await worker.EpochsAsync(2);
            await worker.EndAsync();
        }
    }

    [Fact]
    public async Task Progress_comes_without_a_number()
    {
        var worker = await api.RunningAsync();
        using var answer = await OpenAsync(worker.RunId, afterSeq: 2);
        await using var items = Items(answer).GetAsyncEnumerator();
        await worker.ProgressAsync(7);
        SseItem<string> item;
        do
        {
            Assert.True(await items.MoveNextAsync().AsTask().WaitAsync(TimeSpan.FromSeconds(10)));
            item = items.Current;
        }
        while (item.EventType != "progress");

        Assert.Null(item.EventId);
        Assert.Equal(7, Event(item).Progress!.Batch);
    }

    [Fact]
    public async Task Last_event_id_counts_more_than_the_query()
    {
        var worker = await api.RunningAsync();
        await worker.EpochsAsync(4);
        await worker.EndAsync();
        using var request = new HttpRequestMessage(HttpMethod.Get, $"/api/v1/runs/{worker.RunId}/events?after_seq=0");
        request.Headers.Add("Last-Event-ID", "6");
        using var answer = await api.Http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead);
        var ids = new List<string?>();
        await foreach (var item in Items(answer)) ids.Add(item.EventId);
        Assert.Equal(["7", "8"], ids);
    }

    [Fact]
    public async Task A_browser_that_has_everything_is_told_to_stop_asking()
    {
        var worker = await api.RunningAsync();
        await worker.EndAsync();
        using var answer = await api.Http.GetAsync($"/api/v1/runs/{worker.RunId}/events?after_seq=4");
        Assert.Equal(HttpStatusCode.NoContent, answer.StatusCode);
    }

    [Fact]
    public async Task A_silent_stream_shows_that_it_lives()
    {
        var worker = await api.RunningAsync();
        using var answer = await OpenAsync(worker.RunId, afterSeq: 3);
        await using var items = Items(answer).GetAsyncEnumerator();
        Assert.True(await items.MoveNextAsync().AsTask().WaitAsync(TimeSpan.FromSeconds(10)));
        Assert.Equal("heartbeat", items.Current.EventType);
    }

    [Theory]
    [InlineData("after_seq", "-1")]
    [InlineData("after_seq", "x")]
    [InlineData("Last-Event-ID", "x")]
    public async Task A_place_that_is_no_number_is_refused_by_name(string parameter, string value)
    {
        var run = await api.NewRunAsync();
        using var request = new HttpRequestMessage(
            HttpMethod.Get, $"/api/v1/runs/{run.Id}/events{(parameter == "after_seq" ? $"?after_seq={value}" : "")}");
        if (parameter != "after_seq") request.Headers.TryAddWithoutValidation(parameter, value);
        using var answer = await api.Http.SendAsync(request);
        var problem = await ProblemDocument.ExpectAsync(answer, HttpStatusCode.BadRequest);
        Assert.Equal(parameter, problem.GetProperty("parameter").GetString());
    }

    private async Task<List<RunEvent>> ReadAsync(Guid id, long afterSeq, Func<int, Task> onEvent)
    {
        using var answer = await OpenAsync(id, afterSeq);
        var events = new List<RunEvent>();
        await foreach (var item in Items(answer))
        {
            if (item.EventType == "heartbeat") continue;
            var next = Event(item);
            Assert.Equal(next.Seq?.ToString(CultureInfo.InvariantCulture), item.EventId);
            events.Add(next);
            if (next.Seq is { } seq) await onEvent((int)seq);
        }

        return events;
    }

    private async Task<HttpResponseMessage> OpenAsync(Guid id, long afterSeq)
    {
        var answer = await api.Http.GetAsync($"/api/v1/runs/{id}/events?after_seq={afterSeq}", HttpCompletionOption.ResponseHeadersRead);
        Assert.Equal("text/event-stream", answer.Content.Headers.ContentType!.MediaType);
        return answer;
    }

    private static async IAsyncEnumerable<SseItem<string>> Items(HttpResponseMessage answer)
    {
        await foreach (var item in SseParser.Create(await answer.Content.ReadAsStreamAsync()).EnumerateAsync())
        {
            // The parser remembers the last id; a progress event has none of its own.
            yield return item.EventType == "progress" ? new SseItem<string>(item.Data, item.EventType) : item;
        }
    }

    private static RunEvent Event(SseItem<string> item) =>
        System.Text.Json.JsonSerializer.Deserialize<RunEvent>(item.Data, TrainingService.Contracts.Json.ContractsJson.Options)!;
}
