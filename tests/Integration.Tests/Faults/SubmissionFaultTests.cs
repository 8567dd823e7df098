using System.Net;
using System.Net.Http.Json;
using System.Text;
using Npgsql;
using TrainingService.Contracts.Json;
using TrainingService.Contracts.Runs;
using TrainingService.Integration.Tests.Processes;
using TrainingService.Integration.Tests.Runs;
using TrainingService.Storage.Runs;
using TrainingService.Tests.Shared.Postgres;

namespace TrainingService.Integration.Tests.Faults;

/// <summary>Submissions to several API replicas, and to one that dies.</summary>
public sealed class SubmissionFaultTests(PostgresFixture postgres) : IClassFixture<PostgresFixture>
{
    /// <summary>Claim: one key, one run. Fault: the same request to two replicas at the same moment, 20 times. Check: all answers name one run.</summary>
    [Fact]
    public async Task The_same_key_to_two_replicas_at_once_makes_one_run()
    {
        await using var stack = await Stack.StartAsync(postgres.Server);
        var replicas = await Task.WhenAll(stack.StartApiAsync("one"), stack.StartApiAsync("two"));
        using var clients = new Clients(replicas);
        for (var round = 0; round < 20; round++)
        {
            var answers = await Task.WhenAll(clients.All.Select(client => SubmitAsync(client, $"key-{round}")));
            Assert.Single(answers.Select(run => run.Id).Distinct());
        }

        Assert.Equal(20, (await stack.Runs.ListAsync(new RunQuery([], 100, null), CancellationToken.None)).Items.Count);
    }

    /// <summary>Claim: stored is submitted. Fault: SIGKILL of the API while the queue's table is locked, so after the run is committed and before it is queued. Check: it is trained.</summary>
    [Fact]
    public async Task A_run_whose_API_was_killed_between_commit_and_enqueue_is_trained()
    {
        await using var stack = await Stack.StartAsync(postgres.Server, ("Worker__Requeue", "00:00:02"));
        // The first worker makes the queue's tables; it must not be there to queue what the API does not.
        var first = stack.StartWorker("first");
        await stack.UntilAsync(await stack.SubmitAsync(Specs.Small), run => run.State.IsTerminal());
        await first.TerminateAsync();
        var address = await stack.StartApiAsync("dying");

        await using (var connection = new NpgsqlConnection(stack.ConnectionString))
        {
            await connection.OpenAsync();
            await using var transaction = await connection.BeginTransactionAsync();
            await using (var locking = new NpgsqlCommand("LOCK TABLE hangfire.job IN EXCLUSIVE MODE", connection, transaction)) await locking.ExecuteNonQueryAsync();
            using var client = new HttpClient { BaseAddress = address };
            var submitting = SubmitAsync(client, "dying");
            await Until.SoAsync(() => ListAsync(stack), runs => runs.Count == 2, () => stack.Output);
            Assert.False(submitting.IsCompleted, "The answer came although the run could not be queued.");
            await stack.ProcessOf("dying").KillAsync();
            await Assert.ThrowsAnyAsync<HttpRequestException>(() => submitting);
            await transaction.RollbackAsync();
        }

        var id = (await ListAsync(stack)).Single(run => run.State is RunState.Queued).Id;
        stack.StartWorker("second");
        Assert.Equal(RunState.Succeeded, (await stack.UntilAsync(id, run => run.State.IsTerminal())).State);
    }

    private static async Task<IReadOnlyList<RunResource>> ListAsync(Stack stack) =>
        (await stack.Runs.ListAsync(new RunQuery([], 10, null), CancellationToken.None)).Items;

    private static async Task<RunResource> SubmitAsync(HttpClient client, string key)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, "/api/v1/runs") { Content = new StringContent(Specs.Small, Encoding.UTF8, "application/json") };
        request.Headers.Add("Idempotency-Key", key);
        using var answer = await client.SendAsync(request);
        Assert.Equal(HttpStatusCode.Accepted, answer.StatusCode);
        return (await answer.Content.ReadFromJsonAsync<RunResource>(ContractsJson.Options))!;
    }

    private sealed class Clients(IEnumerable<Uri> addresses) : IDisposable
    {
        public IReadOnlyList<HttpClient> All { get; } = [.. addresses.Select(address => new HttpClient { BaseAddress = address })];

        public void Dispose()
        {
            foreach (var client in All) client.Dispose();
        }
    }
}
