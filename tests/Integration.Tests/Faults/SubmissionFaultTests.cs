using System.Net;
using System.Net.Http.Json;
using System.Text;
using TrainingService.Contracts.Json;
using TrainingService.Contracts.Runs;
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

    /// <summary>Claim: stored is submitted. Fault: the API is killed after the row is committed and before it is queued. Check: a worker takes the run all the same.</summary>
    [Fact]
    public async Task A_run_whose_API_died_between_commit_and_enqueue_is_trained()
    {
        await using var stack = await Stack.StartAsync(postgres.Server, ("Worker__Requeue", "00:00:02"));
        // What such a death leaves: a row, and nothing in the queue.
        var id = await stack.StoreAsync(Specs.Small);
        stack.StartWorker("a");
        Assert.Equal(RunState.Succeeded, (await stack.UntilAsync(id, run => run.State.IsTerminal())).State);
    }

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
