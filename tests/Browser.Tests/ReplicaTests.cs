using TrainingService.Browser.Tests.Hosting;
using TrainingService.Contracts.Runs;
using TrainingService.Storage.Runs;

namespace TrainingService.Browser.Tests;

/// <summary>Two replicas over one Postgres behind one page.</summary>
public sealed class ReplicaTests(Site site, TwoReplicas service) : PageTest(site), IClassFixture<TwoReplicas>
{
    [Fact]
    public async Task What_happens_through_either_replica_is_seen_on_the_page_and_one_may_die()
    {
        var (first, second) = (await QueuedAsync("first"), await QueuedAsync("second"));
        await GotoAsync("#/runs");
        await Row(first).WaitForAsync();
        await Page.Locator("#live[data-state=live]").WaitForAsync();
        // Each replica is told of one; the page's one connection is with either of them.
        await PostAsync(service.Replicas[0], $"runs/{first}/cancel");
        await PostAsync(service.Replicas[1], $"runs/{second}/cancel");
        foreach (var id in new[] { first, second }) await Row(id).Locator(".badge[data-state=cancelled]").WaitForAsync();
        Assert.All(service.Replicas, replica => Assert.True(service.GivenTo(replica) > 0));

        var lease = await TrainingAsync("third");
        await GotoAsync($"#/runs/{lease.RunId}");
        await WaitForStateAsync("running");
        await CommitAsync(lease, 1, 5);
        await ShowPointsAsync("loss");
        await WaitForRowsAsync("loss", 4);

        // The page goes on with the replica that is left, whichever of them it was connected to.
        await service.KillAsync(service.Replicas[0]);
        await CommitAsync(lease, 6, 10);
        await Page.Locator("#live[data-state=live]").WaitForAsync();
        await WaitForRowsAsync("loss", 9);
        await CommitAsync(lease, 11, 12);
        await WaitForRowsAsync("loss", 11);
        Assert.Equal(Enumerable.Range(1, 12), (await ShownPoints.ReadAsync(Page, "loss")).Select(point => point.Epoch));
        AssertNoComplaints();
    }

    private Microsoft.Playwright.ILocator Row(Guid id) => Page.Locator($"tr[data-run='{id}']");

    private Task<Microsoft.Playwright.IResponse?> GotoAsync(string place) => Page.GotoAsync(new Uri(service.Address, place).ToString());

    private async Task<Guid> QueuedAsync(string name) => (await service.Stored.Store.CreateAsync(
        new NewRun { Id = Guid.CreateVersion7(), Name = name, SpecJson = """{"training":{"epochs":100}}""", Dataset = "digits", DatasetVersion = "v" }, default)).Run.Id;

    /// <summary>A run that this process, a third one, trains.</summary>
    private async Task<RunLease> TrainingAsync(string name)
    {
        var claimed = await service.Stored.Leases.ClaimAsync(await QueuedAsync(name), "test", TimeSpan.FromMinutes(10), default);
        await service.Stored.Leases.BeginAsync(claimed!.Lease, default);
        return claimed.Lease;
    }

    private async Task CommitAsync(RunLease lease, int from, int to)
    {
        for (var epoch = from; epoch <= to; epoch++)
        {
            var progress = new RunProgress { Epoch = epoch, Epochs = 100, Batch = 1, Batches = 1 };
            await service.Stored.Leases.CommitEpochAsync(lease, new EpochCommit(epoch, epoch, new Dictionary<string, double> { ["loss"] = 1.0 / epoch }, progress), default);
        }
    }

    private static async Task PostAsync(Uri replica, string path)
    {
        using var client = new HttpClient();
        using var answer = await client.PostAsync(new Uri(replica, $"/api/v1/{path}"), null);
        Assert.True(answer.IsSuccessStatusCode, await answer.Content.ReadAsStringAsync());
    }
}
