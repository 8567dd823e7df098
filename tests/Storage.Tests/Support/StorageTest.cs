using TrainingService.Contracts.Runs;
using TrainingService.Storage.Runs;
using TrainingService.Tests.Shared.Postgres;
using TrainingService.Tests.Shared.Stored;

namespace TrainingService.Storage.Tests.Support;

[CollectionDefinition(Name)]
public sealed class PostgresCollection : ICollectionFixture<PostgresFixture>
{
    public const string Name = "Postgres";
}

/// <summary>A test that runs on both databases: written once in an abstract class, with a sealed class per provider.</summary>
public abstract class StorageTest(PostgresFixture? postgres) : IAsyncLifetime
{
    protected static readonly TimeSpan Minute = TimeSpan.FromMinutes(1);
    protected static readonly TimeSpan AnInstant = TimeSpan.FromMilliseconds(1);
    protected static readonly CancellationToken None = CancellationToken.None;

    private StoredService? _database;

    protected PostgresServer? Server => postgres?.Server;

    protected StoredService Database => _database ?? throw new InvalidOperationException("Not started.");

    protected IRunStore Store => Database.Store;

    protected IRunLeases Leases => Database.Leases;

    protected IRunSteering Steering => Database.Get<IRunSteering>();

    public async Task InitializeAsync() => _database = await StoredService.CreateAsync(Server);

    public async Task DisposeAsync() => await Database.DisposeAsync();

    protected static NewRun NewRun(string name = "run") => new()
    {
        Id = Guid.CreateVersion7(),
        Name = name,
        SpecJson = """{"name":"run","b":1,"a":2}""",
        Dataset = "digits",
        DatasetVersion = "abc",
        Tags = ["lenet", "über"],
    };

    protected async Task<Guid> QueuedAsync() => (await Store.CreateAsync(NewRun(), None)).Run.Id;

    protected Task<ActionOutcome> ActAsync(Guid id, RunAction action) => Steering.ActAsync(id, action, Actors.Api, None);

    protected Task<ActionOutcome> CancelAsync(Guid id) => ActAsync(id, RunAction.Cancel);

    /// <summary>A run that a worker trains.</summary>
    protected async Task<RunLease> ClaimedAsync(TimeSpan? duration = null, Guid? id = null)
    {
        var claimed = await Leases.ClaimAsync(id ?? await QueuedAsync(), "worker", duration ?? Minute, None);
        var lease = claimed?.Lease ?? throw new InvalidOperationException("The claim was refused.");
        await Leases.BeginAsync(lease, None);
        return lease;
    }

    /// <summary>A claim whose lease has run out on the database's clock.</summary>
    protected async Task<RunLease> LostAsync(Guid? id = null)
    {
        var lease = await ClaimedAsync(AnInstant, id);
        await Task.Delay(20);
        return lease;
    }

    protected static EpochCommit Epoch(int epoch, double loss) => new(
        epoch, epoch * 10, new Dictionary<string, double> { ["loss"] = loss, ["accuracy"] = epoch / 10.0 }, Progress(epoch));

    protected static RunProgress Progress(int epoch) => new() { Epoch = epoch, Epochs = 9, Batch = 10, Batches = 10, Loss = double.NaN };

    protected static CheckpointPointer Checkpoint(int epoch) => new($"runs/x/epoch-{epoch}", "00", epoch, epoch * 10);

    protected static RunResult Result() => new()
    {
        Epochs = 3,
        BestEpoch = 2,
        StopReason = "completed",
        TestMetrics = new Dictionary<string, double> { ["test_loss"] = double.PositiveInfinity },
        WeightsSha256 = "ff",
        Parameters = 10,
        MemoryBytes = 100,
        TrainingSeconds = 1.5,
        SamplesPerSecond = 1000,
        Device = "cpu/avx2",
    };

    protected async Task<RunResource> RunAsync(Guid id) => await Store.FindAsync(id, None) ?? throw new InvalidOperationException("No such run.");

    /// <summary>The run's whole feed, after checking that it is numbered from 1 without a gap and ends where the run says.</summary>
    protected async Task<IReadOnlyList<RunEvent>> FeedAsync(Guid id)
    {
        var events = await Store.EventsAsync(id, 0, 10_000, None);
        Assert.Equal(Enumerable.Range(1, events.Count).Select(n => (long?)n), events.Select(e => e.Seq));
        Assert.Equal(events.Count, (await RunAsync(id)).LastSeq);
        return events;
    }

    protected async Task<IEnumerable<RunState?>> StatesAsync(Guid id) =>
        (await FeedAsync(id)).Where(e => e.Type is RunEventType.State).Select(e => e.State);
}
