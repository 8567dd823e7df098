using System.Net;
using System.Net.ServerSentEvents;
using System.Text.Json;
using Microsoft.Extensions.DependencyInjection;
using TrainingService.Api.Live;
using TrainingService.Api.Tests.Hosting;
using TrainingService.Contracts.Json;
using TrainingService.Contracts.Runs;

namespace TrainingService.Api.Tests.Live;

[Collection(ApiGroup.Name)]
public sealed class RunListEventStreamTests(ApiFixture api)
{
    private static readonly TimeSpan Deadline = TimeSpan.FromSeconds(30);

    [Fact]
    public async Task The_stream_of_all_runs_tells_new_runs_progress_and_ends_as_they_happen()
    {
        await using var stream = await OpenAsync("");
        var known = await api.NewRunAsync();
        await stream.NextAsync(e => e.RunId == known.Id && e.State == RunState.Queued);

        var worker = await api.RunningAsync();
        await stream.NextAsync(e => e.RunId == worker.RunId && e.State == RunState.Running);
        await worker.ProgressAsync(3);
        await stream.NextAsync(e => e.RunId == worker.RunId && e.Progress?.Batch == 3);
        Assert.Equal("progress", stream.Type);
        await worker.EndAsync();
        var end = await stream.NextAsync(e => e.RunId == worker.RunId && e.State == RunState.Failed);
        Assert.Equal(("state", "test"), (stream.Type, end.Failure!.Code));
        Assert.All(stream.Ids, id => Assert.True(string.IsNullOrEmpty(id), $"{id} is not a place to go on from"));
    }

    [Fact]
    public async Task Chosen_runs_are_told_from_how_they_stand_even_if_they_ended_long_ago_and_no_others_are()
    {
        var ended = await api.RunningAsync();
        await ended.EndAsync();
        var running = await api.RunningAsync();
        await using var stream = await OpenAsync($"?ids={ended.RunId},{running.RunId}");
        var wanted = new HashSet<(Guid, RunState?)> { (ended.RunId, RunState.Failed), (running.RunId, RunState.Running) };
        while (wanted.Count > 0) await stream.NextAsync(e => wanted.Remove((e.RunId, e.State)));

        await (await api.RunningAsync()).EndAsync();
        await running.EndAsync();
        await stream.NextAsync(e => e.RunId == running.RunId && e.State == RunState.Failed);
        Assert.All(stream.Runs, id => Assert.Contains(id, new[] { ended.RunId, running.RunId }));
    }

    [Fact]
    public async Task A_filter_chooses_the_runs_that_match_when_the_stream_begins()
    {
        var worker = await api.RunningAsync();
        await using var stream = await OpenAsync($"?filter=id+%3D+%22{worker.RunId}%22");
        Assert.Equal(RunState.Running, (await stream.NextAsync(_ => true)).State);
        await (await api.RunningAsync()).EndAsync();
        await worker.EndAsync();
        await stream.NextAsync(e => e.State == RunState.Failed);
        Assert.All(stream.Runs, id => Assert.Equal(worker.RunId, id));
    }

    [Fact]
    public async Task A_stream_with_nothing_to_say_shows_that_it_lives()
    {
        var worker = await api.RunningAsync();
        await worker.EndAsync();
        await using var stream = await OpenAsync($"?ids={worker.RunId}");
        await stream.NextAsync(e => e.State == RunState.Failed);
        await stream.HeartbeatAsync();
    }

    [Fact]
    public async Task A_client_that_leaves_ends_its_stream()
    {
        var feed = api.Services.GetRequiredService<RunListFeed>();
        var before = feed.Watchers;
        var worker = await api.RunningAsync();
        await using (var stream = await OpenAsync($"?ids={worker.RunId}"))
        {
            await stream.NextAsync(_ => true);
            Assert.Equal(before + 1, feed.Watchers);
        }

        using var deadline = new CancellationTokenSource(Deadline);
        while (feed.Watchers > before) await Task.Delay(10, deadline.Token);
        await worker.EndAsync();
    }

    [Theory]
    [InlineData("ids=abc", "ids")]
    [InlineData("ids=", "ids")]
    [InlineData("filter=stat+%3D+running", "filter")]
    [InlineData("ids=019a0000-0000-7000-8000-000000000000&filter=state+%3D+running", "filter")]
    [InlineData("filtre=state+%3D+running", "filtre")]
    [InlineData("after_seq=3", "after_seq")]
    public async Task What_cannot_be_meant_is_refused_by_name(string query, string parameter)
    {
        using var answer = await api.Http.GetAsync($"/api/v1/runs/events?{query}");
        var problem = await ProblemDocument.ExpectAsync(answer, HttpStatusCode.BadRequest);
        Assert.Equal(parameter, problem.GetProperty("parameter").GetString());
    }

    [Fact]
    public async Task An_id_of_no_run_is_named()
    {
        var run = await api.NewRunAsync();
        var nobody = Guid.NewGuid();
        using var answer = await api.Http.GetAsync($"/api/v1/runs/events?ids={run.Id},{nobody}");
        var problem = await ProblemDocument.ExpectAsync(answer, HttpStatusCode.NotFound);
        Assert.Contains(nobody.ToString(), problem.GetProperty("detail").GetString(), StringComparison.Ordinal);
    }

    private async Task<Stream> OpenAsync(string query)
    {
        var answer = await api.Http.GetAsync($"/api/v1/runs/events{query}", HttpCompletionOption.ResponseHeadersRead);
        Assert.True(answer.IsSuccessStatusCode, await TextAsync(answer));
        Assert.Equal("text/event-stream", answer.Content.Headers.ContentType!.MediaType);
        Assert.Equal("no", answer.Headers.GetValues("X-Accel-Buffering").Single());
        return new Stream(answer, SseParser.Create(await answer.Content.ReadAsStreamAsync()).EnumerateAsync().GetAsyncEnumerator());
    }

    private static async Task<string> TextAsync(HttpResponseMessage answer) => answer.IsSuccessStatusCode ? "" : await answer.Content.ReadAsStringAsync();

    /// <summary>An open stream; leaving it drops the connection.</summary>
    private sealed class Stream(HttpResponseMessage answer, IAsyncEnumerator<SseItem<string>> items) : IAsyncDisposable
    {
        public string Type => items.Current.EventType;

        public HashSet<Guid> Runs { get; } = [];

        public List<string?> Ids { get; } = [];

        public async Task<RunEvent> NextAsync(Func<RunEvent, bool> wanted)
        {
            while (true)
            {
                await MoveAsync();
                if (Type == "heartbeat") continue;
                var next = JsonSerializer.Deserialize<RunEvent>(items.Current.Data, ContractsJson.Options)!;
                Runs.Add(next.RunId);
                Ids.Add(items.Current.EventId);
                if (wanted(next)) return next;
            }
        }

        public async Task HeartbeatAsync()
        {
            do await MoveAsync();
            while (Type != "heartbeat");
        }

        public async ValueTask DisposeAsync()
        {
            answer.Dispose();
            await items.DisposeAsync();
        }

        private async Task MoveAsync() => Assert.True(await items.MoveNextAsync().AsTask().WaitAsync(Deadline), "The stream ended.");
    }
}
