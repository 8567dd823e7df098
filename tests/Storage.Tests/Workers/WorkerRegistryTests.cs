using TrainingService.Contracts.Workers;
using TrainingService.Storage.Tests.Support;
using TrainingService.Storage.Workers;
using TrainingService.Tests.Shared.Postgres;

namespace TrainingService.Storage.Tests.Workers;

public abstract class WorkerRegistryTests(PostgresFixture? postgres) : StorageTest(postgres)
{
    private IWorkerRegistry Registry => Database.Get<IWorkerRegistry>();

    [Fact]
    public async Task A_worker_is_listed_with_what_it_said_and_the_runs_it_holds()
    {
        var beat = Beat("worker");
        await Registry.BeatAsync(beat, None);
        var lease = await ClaimedAsync();

        var worker = Assert.Single(await Registry.ListAsync(None));

        Assert.Equal((beat.Id, "worker", WorkerState.Active, 2, 0.5), (worker.Id, worker.Name, worker.State, worker.Slots, worker.Load));
        Assert.Equal([lease.RunId], worker.Runs);
    }

    [Fact]
    public async Task A_draining_worker_takes_nothing_new_from_the_very_next_claim_on_and_hears_of_it_at_its_next_heartbeat()
    {
        var beat = Beat("worker");
        await Registry.BeatAsync(beat, None);
        await QueuedAsync();
        Assert.Equal(WorkerState.Draining, (await Registry.SetDrainingAsync(beat.Id, true, None))!.State);

        Assert.Null(await Leases.ClaimNextAsync("worker", beat.Id, Minute, None));
        Assert.True(await Registry.BeatAsync(beat, None));

        await Registry.SetDrainingAsync(beat.Id, false, None);
        Assert.NotNull(await Leases.ClaimNextAsync("worker", beat.Id, Minute, None));
        Assert.Null(await Registry.SetDrainingAsync(Guid.NewGuid(), true, None));
    }

    [Fact]
    public async Task A_silent_worker_is_lost_one_that_ended_in_order_is_stopped_and_neither_counts_as_a_slot()
    {
        var (silent, ended) = (Beat("silent"), Beat("ended"));
        await Registry.BeatAsync(silent, None);
        await Registry.BeatAsync(ended, None);
        await Registry.StopAsync(ended.Id, None);
        await using (var context = await Database.OpenAsync())
        {
            var row = context.Workers.Single(w => w.Id == silent.Id);
            row.HeartbeatAt -= 4 * IWorkerRegistry.Heartbeat;
            await context.SaveChangesAsync();
        }

        Assert.Equal(
            [("ended", WorkerState.Stopped), ("silent", WorkerState.Lost)],
            (await Registry.ListAsync(None)).Select(worker => (worker.Name, worker.State)));
        Assert.Equal(0, (await Database.Get<Storage.Queue.IRunQueueReader>().ReadAsync(None)).Slots);
    }

    private static WorkerBeat Beat(string name) => new(Guid.CreateVersion7(), name, "host", 42, "cpu/avx2", 4, 2, 0.5, 1 << 20);
}

public sealed class WorkerRegistryOnSqlite() : WorkerRegistryTests(null);

[Collection(PostgresCollection.Name)]
public sealed class WorkerRegistryOnPostgres(PostgresFixture postgres) : WorkerRegistryTests(postgres);
