using System.Net;
using System.Net.Http.Json;
using TrainingService.Api.Tests.Hosting;
using TrainingService.Contracts.Json;
using TrainingService.Contracts.Runs;

namespace TrainingService.Api.Tests.Runs;

[Collection(ApiGroup.Name)]
public sealed class RunActionTests(ApiFixture api)
{
    [Fact]
    public async Task A_running_run_is_paused_when_its_worker_lets_go_and_then_resumed_at_once()
    {
        var worker = await api.RunningAsync();
        var paused = await ActAsync(worker.RunId, "pause", HttpStatusCode.Accepted);
        Assert.Equal(RunState.Pausing, paused.State);
        Assert.Contains(RunAction.Resume, paused.Actions);
        Assert.DoesNotContain(RunAction.Pause, paused.Actions);

        Assert.Equal(RunState.Running, (await ActAsync(worker.RunId, "resume", HttpStatusCode.OK)).State);
    }

    [Fact]
    public async Task A_stop_of_a_run_that_waits_without_a_checkpoint_says_that_there_is_nothing_to_keep()
    {
        var run = await api.NewRunAsync();
        using var answer = await api.Http.PostAsync($"/api/v1/runs/{run.Id}/stop", null);
        var problem = await ProblemDocument.ExpectAsync(answer, HttpStatusCode.Conflict);
        Assert.Contains("nothing to keep", problem.GetProperty("detail").GetString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_failed_run_is_tried_again_and_followed_across_both_ends()
    {
        var worker = await api.RunningAsync();
        await worker.EndAsync();
        Assert.Equal(RunState.Queued, (await ActAsync(worker.RunId, "retry", HttpStatusCode.OK)).State);
        var again = await api.ClaimAsync(worker.RunId);
        await again.EndAsync();

        using var answer = await api.Http.GetAsync($"/api/v1/runs/{worker.RunId}/events");
        var text = await answer.Content.ReadAsStringAsync();
        Assert.Equal(2, text.Split("\"state\":\"failed\"").Length - 1);
        var transitions = await api.Http.GetFromJsonAsync<RunTransition[]>($"/api/v1/runs/{worker.RunId}/transitions", ContractsJson.Options);
        Assert.Equal(2, transitions!.Count(t => t.To is RunState.Failed));
        Assert.Contains(transitions!, t => t is { From: RunState.Failed, To: RunState.Queued, Actor: "api" });
    }

    [Fact]
    public async Task A_deleted_run_is_gone()
    {
        var worker = await api.RunningAsync();
        using (var early = await api.Http.DeleteAsync($"/api/v1/runs/{worker.RunId}"))
        {
            var problem = await ProblemDocument.ExpectAsync(early, HttpStatusCode.Conflict);
            Assert.Equal(["succeeded", "failed", "cancelled"], problem.GetProperty("allowed").EnumerateArray().Select(state => state.GetString()));
        }

        await worker.EndAsync();
        using var deleted = await api.Http.DeleteAsync($"/api/v1/runs/{worker.RunId}");
        Assert.Equal(HttpStatusCode.NoContent, deleted.StatusCode);
        using var gone = await api.Http.GetAsync($"/api/v1/runs/{worker.RunId}");
        await ProblemDocument.ExpectAsync(gone, HttpStatusCode.NotFound);
    }

    [Fact]
    public async Task One_action_on_many_runs_says_what_became_of_each()
    {
        var (waiting, ended, unknown) = (await api.NewRunAsync(), await api.RunningAsync(), Guid.NewGuid());
        await ended.EndAsync();
        var running = await api.RunningAsync();

        using var answer = await api.Http.PostAsJsonAsync(
            "/api/v1/runs/actions", new BulkAction { Action = RunAction.Cancel, Ids = [waiting.Id, ended.RunId, unknown, running.RunId] }, ContractsJson.Options);

        var result = await ApiFixture.ReadAsync<BulkActionResult>(answer);
        Assert.Equal((2, 2), (result.Accepted, result.Refused));
        Assert.Equal(
            [(200, RunState.Cancelled), (409, RunState.Failed), (404, null), (202, RunState.Cancelling)],
            result.Items.Select(item => (item.Status, (RunState?)item.State)));
        Assert.All(result.Items.Where(item => item.Status >= 400), item => Assert.NotNull(item.Error));
    }

    [Fact]
    public async Task All_runs_that_match_a_filter_are_acted_on_and_a_wrong_filter_on_none()
    {
        var mine = await api.NewRunAsync();
        await api.Steering.PatchAsync(mine.Id, new RunPatch { Tags = ["bulk"] }, null, CancellationToken.None);
        var other = await api.NewRunAsync();
        using (var wrong = await api.Http.PostAsJsonAsync("/api/v1/runs/actions", new BulkAction { Action = RunAction.Cancel, Filter = "tags has bulk and (" }, ContractsJson.Options))
        {
            await ProblemDocument.ExpectAsync(wrong, HttpStatusCode.BadRequest);
        }

        using var answer = await api.Http.PostAsJsonAsync(
            "/api/v1/runs/actions", new BulkAction { Action = RunAction.Cancel, Filter = "tags:bulk AND state = queued AND owner = everyone" }, ContractsJson.Options);
        Assert.Equal([mine.Id], (await ApiFixture.ReadAsync<BulkActionResult>(answer)).Items.Select(item => item.Id));
        Assert.Equal(RunState.Queued, (await api.Store.FindAsync(other.Id, CancellationToken.None))!.State);
    }

    [Theory]
    [InlineData("""{ "action": "canc", "ids": [] }""", "#/action: expected one of pause, resume, stop, cancel, retry, reproduce, delete")]
    [InlineData("""{ "action": "cancel", "run_ids": [] }""", "there is no member \"run_ids\"")]
    [InlineData("""{ "ids": [] }""", "missing: \"action\"")]
    [InlineData("""{ "action": "cancel", "ids": ["x"] }""", "#/ids/0")]
    [InlineData("{", "The body can't be read")]
    public async Task A_body_that_can_not_be_read_is_refused_at_its_place(string body, string expected)
    {
        using var content = new StringContent(body, null, "application/json");
        using var answer = await api.Http.PostAsync("/api/v1/runs/actions", content);
        var problem = await ProblemDocument.ExpectAsync(answer, HttpStatusCode.BadRequest);
        Assert.Contains(expected, problem.GetProperty("detail").GetString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_edit_with_an_old_etag_is_refused_and_one_with_the_new_is_taken()
    {
        var worker = await api.RunningAsync();
        using var read = await api.Http.GetAsync($"/api/v1/runs/{worker.RunId}");
        var etag = read.Headers.ETag!.Tag;
        await worker.EpochAsync();

        using (var first = await PatchAsync(worker.RunId, """{ "notes": "wide net", "priority": 3 }""", etag))
        {
            var run = await ApiFixture.ReadAsync<RunResource>(first);
            Assert.Equal(("wide net", 3), (run.Notes, run.Priority));
        }

        using var second = await PatchAsync(worker.RunId, """{ "name": "other" }""", etag);
        var problem = await ProblemDocument.ExpectAsync(second, HttpStatusCode.PreconditionFailed);
        Assert.Contains("revision", problem.GetProperty("detail").GetString(), StringComparison.Ordinal);
        using var forced = await PatchAsync(worker.RunId, """{ "name": "other" }""", null);
        Assert.Equal("other", (await ApiFixture.ReadAsync<RunResource>(forced)).Name);
    }

    [Theory]
    [InlineData("""{ "priority": 101 }""", "priority")]
    [InlineData("""{ "name": "" }""", "name")]
    [InlineData("{}", "body")]
    public async Task A_wrong_edit_is_refused_by_name(string body, string parameter)
    {
        var run = await api.NewRunAsync();
        using var answer = await PatchAsync(run.Id, body, null);
        Assert.Equal(parameter, (await ProblemDocument.ExpectAsync(answer, HttpStatusCode.BadRequest)).GetProperty("parameter").GetString());
    }

    [Fact]
    public async Task A_run_that_waits_shows_its_place_and_the_queue_shows_it()
    {
        var run = await api.NewRunAsync();
        using var answer = await api.Http.GetAsync($"/api/v1/runs/{run.Id}");
        var place = (await ApiFixture.ReadAsync<RunResource>(answer)).Queue!;
        Assert.InRange(place.Place, 1, place.Waiting);
        var queue = await api.Http.GetFromJsonAsync<Contracts.Workers.QueueResource>("/api/v1/queue", ContractsJson.Options);
        Assert.Contains(queue!.Next, waiting => waiting.Id == run.Id);
    }

    private async Task<RunResource> ActAsync(Guid id, string action, HttpStatusCode expected)
    {
        using var answer = await api.Http.PostAsync($"/api/v1/runs/{id}/{action}", null);
        Assert.Equal(expected, answer.StatusCode);
        return await ApiFixture.ReadAsync<RunResource>(answer);
    }

    private async Task<HttpResponseMessage> PatchAsync(Guid id, string body, string? etag)
    {
        using var request = new HttpRequestMessage(HttpMethod.Patch, $"/api/v1/runs/{id}") { Content = new StringContent(body, null, "application/json") };
        if (etag is not null) request.Headers.TryAddWithoutValidation("If-Match", etag);
        return await api.Http.SendAsync(request);
    }
}
