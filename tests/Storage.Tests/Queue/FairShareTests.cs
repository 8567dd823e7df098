using TrainingService.Contracts.Runs;
using TrainingService.Storage.Queue;
using TrainingService.Storage.Tests.Support;
using TrainingService.Tests.Shared.Postgres;

namespace TrainingService.Storage.Tests.Queue;

public abstract class FairShareTests(PostgresFixture? postgres) : StorageTest(postgres)
{
    [Fact]
    public async Task Within_an_owner_higher_priorities_come_first_and_then_older_runs()
    {
        var ids = new List<Guid>();
        foreach (var priority in new[] { 0, 5, 0, 5, -1 }) ids.Add(await QueuedAsync("mia", priority));

        Assert.Equal([ids[1], ids[3], ids[0], ids[2], ids[4]], await TakeAllAsync());
    }

    [Fact]
    public async Task Owners_take_turns_however_many_runs_one_of_them_has()
    {
        for (var n = 0; n < 20; n++) await QueuedAsync("mia", 100);
        await QueuedAsync("ben");
        await QueuedAsync("eva");

        var owners = await OwnersAsync(await TakeAllAsync());

        Assert.Equal(["ben", "eva", "mia"], owners.Take(3).Order());
    }

    [Fact]
    public async Task Of_a_thousand_runs_of_three_owners_nobody_starves()
    {
        // 900, 90 and 10 runs; one slot. Until an owner has nothing left, each gets every third turn.
        foreach (var (owner, runs) in new[] { ("many", 900), ("some", 90), ("few", 10) })
        {
            for (var n = 0; n < runs; n++) await QueuedAsync(owner);
        }

        var owners = await OwnersAsync(await TakeAllAsync(120));

        Assert.Equal(10, owners.Take(30).Count(owner => owner == "few"));
        Assert.Equal(10, owners.Take(30).Count(owner => owner == "some"));
        Assert.All(Enumerable.Range(0, 45), turn => Assert.NotEqual(owners[30 + 2 * turn], owners[31 + 2 * turn]));
    }

    [Fact]
    public async Task The_owner_with_fewer_runs_in_training_comes_first()
    {
        for (var n = 0; n < 3; n++) await QueuedAsync("mia");
        await Leases.ClaimNextAsync("w", null, Minute, None);
        var bens = await QueuedAsync("ben");
        Assert.Equal(bens, (await Leases.ClaimNextAsync("w", null, Minute, None))!.Lease.RunId);
    }

    [Fact]
    public async Task A_run_that_a_lost_worker_left_goes_before_fifty_fresh_ones()
    {
        var lease = await LostAsync(await QueuedAsync("mia", -100));
        for (var n = 0; n < 50; n++) await QueuedAsync("ben", 100);
        await Leases.ReconcileAsync(Minute, None);
        Assert.Equal(lease.RunId, (await Leases.ClaimNextAsync("w", null, Minute, None))!.Lease.RunId);
    }

    [Fact]
    public async Task A_lease_counts_from_the_claim_and_not_from_the_search_for_the_run()
    {
        await QueuedAsync("mia");
        var before = TimeProvider.System.GetTimestamp();
        var claimed = await Leases.ClaimNextAsync("w", null, Minute, None);
        Assert.InRange(claimed!.AskedAt, before + 1, TimeProvider.System.GetTimestamp());
    }

    [Fact]
    public async Task Many_workers_at_once_take_each_run_once()
    {
        for (var n = 0; n < 40; n++) await QueuedAsync($"owner {n % 3}");
        var claims = await Task.WhenAll(Enumerable.Range(0, 8).Select(worker => Task.Run(async () =>
        {
            var taken = new List<Guid>();
            while (await Leases.ClaimNextAsync($"worker {worker}", null, Minute, None) is { } run) taken.Add(run.Lease.RunId);
            return taken;
        })));
        Assert.Equal(40, claims.SelectMany(taken => taken).Distinct().Count());
        Assert.Equal(40, claims.Sum(taken => taken.Count));
    }

    [Fact]
    public async Task The_queue_shows_runs_in_the_very_order_in_which_they_are_then_taken()
    {
        for (var n = 0; n < 12; n++) await QueuedAsync(n % 4 == 0 ? "ben" : "mia", n % 3);
        await LostAsync(await QueuedAsync("eva"));
        await Leases.ReconcileAsync(Minute, None);
        var queue = await Database.Get<IRunQueueReader>().ReadAsync(None);

        Assert.Equal((13, 0), (queue.Waiting, queue.Held));
        Assert.Equal(Enumerable.Range(1, 13), queue.Next.Select(run => run.Place.Place));
        Assert.Equal(queue.Next.Select(run => run.Id), await TakeAllAsync());
    }

    [Fact]
    public async Task The_whole_queue_is_read_in_one_look_and_shows_only_its_next_runs()
    {
        for (var n = 0; n < 205; n++) await QueuedAsync("mia");
        var (queue, waiting) = await Database.Get<IRunQueueReader>().ReadAllAsync(None);
        Assert.Equal((205, 200, 205), (queue.Waiting, queue.Next.Count, waiting.Count));
        Assert.Equal(queue.Next, waiting.Take(200));
        Assert.Equal(waiting[204].Place, await Database.Get<IRunQueueReader>().PlaceAsync(waiting[204].Id, None));
    }

    private async Task<Guid> QueuedAsync(string owner, int priority = 0) =>
        (await Store.CreateAsync(NewRun() with { Owner = owner, Priority = priority }, None)).Run.Id;

    /// <summary>One worker with one slot takes runs until none is left.</summary>
    private async Task<List<Guid>> TakeAllAsync(int most = int.MaxValue)
    {
        var taken = new List<Guid>();
        while (taken.Count < most && await Leases.ClaimNextAsync("w", null, Minute, None) is { } run)
        {
            taken.Add(run.Lease.RunId);
            await Leases.CompleteAsync(run.Lease, RunState.Succeeded, Result(), null, None);
        }

        return taken;
    }

    private async Task<List<string>> OwnersAsync(List<Guid> runs)
    {
        var owners = new List<string>();
        foreach (var id in runs) owners.Add((await RunAsync(id)).Owner);
        return owners;
    }
}

public sealed class FairShareOnSqlite() : FairShareTests(null);

[Collection(PostgresCollection.Name)]
public sealed class FairShareOnPostgres(PostgresFixture postgres) : FairShareTests(postgres);
