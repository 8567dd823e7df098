using TrainingService.Storage.Feed;
using TrainingService.Storage.Tests.Support;
using TrainingService.Tests.Shared.Postgres;

namespace TrainingService.Storage.Tests.Feed;

public abstract class RunSignalTests(PostgresFixture? postgres) : StorageTest(postgres)
{
    [Fact]
    public async Task Every_change_of_a_run_is_signalled_with_the_number_of_its_last_event()
    {
        await using var tap = new SignalTap(Database.Signals);
        await tap.ListeningAsync();
        var lease = await ClaimedAsync();
        // Each is waited for before the next is sent: signals that wait together become the one with the highest number.
        await tap.ExpectAsync(s => s == new RunSignal(lease.RunId, 3));
        await Leases.CommitEpochAsync(lease, Epoch(1, 1), None);
        await tap.ExpectAsync(s => s == new RunSignal(lease.RunId, 4));
        await Leases.RenewAsync(lease, Progress(2), None);
        await tap.ExpectAsync(s => s == new RunSignal(lease.RunId, 0));
        await CancelAsync(lease.RunId);
        await tap.ExpectAsync(s => s == new RunSignal(lease.RunId, 5));
    }

    [Fact]
    public async Task Every_listener_hears_every_signal()
    {
        await using var first = new SignalTap(Database.Signals);
        await using var second = new SignalTap(Database.Signals);
        await first.ListeningAsync();
        await second.ListeningAsync();
        var id = await QueuedAsync();
        await first.ExpectAsync(s => s.RunId == id);
        await second.ExpectAsync(s => s.RunId == id);
    }
}

public sealed class RunSignalsInProcess() : RunSignalTests(null);

[Collection(PostgresCollection.Name)]
public sealed class RunSignalsOnPostgres(PostgresFixture postgres) : RunSignalTests(postgres);
