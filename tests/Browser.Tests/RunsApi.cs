using System.Net.Http.Json;
using System.Text;
using System.Text.Json.Nodes;
using TrainingService.Contracts.Json;
using TrainingService.Contracts.Runs;
using TrainingService.Contracts.Workers;

namespace TrainingService.Browser.Tests;

/// <summary>The API beside the page: what the tests prepare with and compare with. Ends every run it started.</summary>
public sealed class RunsApi(Uri address) : IAsyncDisposable
{
    private readonly HttpClient client = new() { BaseAddress = new Uri(address, "api/v1/") };
    private readonly List<Guid> started = [];
    private bool undrains;

    public async Task<RunResource> SubmitAsync(JsonObject spec)
    {
        using var body = new StringContent(spec.ToJsonString(), Encoding.UTF8, "application/json");
        using var answer = await client.PostAsync(new Uri("runs", UriKind.Relative), body);
        Assert.True(answer.IsSuccessStatusCode, await answer.Content.ReadAsStringAsync());
        var run = (await answer.Content.ReadFromJsonAsync<RunResource>(ContractsJson.Options))!;
        started.Add(run.Id);
        return run;
    }

    public async Task<RunResource> FindAsync(Guid id) => (await client.GetFromJsonAsync<RunResource>($"runs/{id}", ContractsJson.Options))!;

    public async Task<MetricHistory> MetricsAsync(Guid id) => (await client.GetFromJsonAsync<MetricHistory>($"runs/{id}/metrics", ContractsJson.Options))!;

    /// <summary>Leaves the ending of a run that the page started to <see cref="DisposeAsync"/>.</summary>
    public Guid EndLater(Guid id)
    {
        started.Add(id);
        return id;
    }

    /// <summary>A run that the test has deleted: there is nothing to end.</summary>
    public void Forget(Guid id) => started.Remove(id);

    /// <summary>Leaves it to <see cref="DisposeAsync"/> that all workers take runs again.</summary>
    public void UndrainAtEnd() => undrains = true;

    public async Task CancelAsync(Guid id)
    {
        using var answer = await client.PostAsync(new Uri($"runs/{id}/cancel", UriKind.Relative), null);
    }

    public async Task<RunResource> WaitAsync(Guid id, Func<RunResource, bool> until)
    {
        for (var deadline = Environment.TickCount64 + 60_000; Environment.TickCount64 < deadline; await Task.Delay(50))
        {
            var run = await FindAsync(id);
            if (until(run)) return run;
            Assert.False(run.State == RunState.Failed, run.Failure?.Detail);
        }

        throw new TimeoutException($"Run {id} did not get there in a minute; it is {(await FindAsync(id)).State}.");
    }

    public async ValueTask DisposeAsync()
    {
        if (undrains) await UndrainAsync();
        foreach (var id in started)
        {
            await CancelAsync(id);
            await WaitAsync(id, run => run.State.IsTerminal());
        }

        client.Dispose();
    }

    private async Task UndrainAsync()
    {
        var workers = (await client.GetFromJsonAsync<List<WorkerResource>>("workers", ContractsJson.Options))!;
        foreach (var worker in workers)
        {
            using var answer = await client.PostAsync(new Uri($"workers/{worker.Id}/undrain", UriKind.Relative), null);
        }
    }
}
