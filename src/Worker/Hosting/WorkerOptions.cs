using TrainingService.Storage.Checkpoints;

namespace TrainingService.Worker.Hosting;

/// <summary>How a worker works: the `Worker` section of the configuration. The defaults suit a machine that does little else.</summary>
public sealed record WorkerOptions
{
    /// <summary>Name of the section.</summary>
    public const string Section = "Worker";

    /// <summary>The name runs show as their worker. Default: machine and process id.</summary>
    public string Name { get; init; } = $"{Environment.MachineName}:{Environment.ProcessId}";

    /// <summary>Runs trained at the same time. Each uses all <see cref="Threads"/>, so more than one helps only with very small networks.</summary>
    public int Slots { get; init; } = 1;

    /// <summary>Threads that compute, per run. Default: one per processor. Never changes what comes out.</summary>
    public int Threads { get; init; } = Environment.ProcessorCount;

    /// <summary>How long a lease lasts without renewal; so long a killed worker's run lies idle.</summary>
    public TimeSpan Lease { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>Time between renewals, and so the longest time until a cancel is seen.</summary>
    public TimeSpan Renewal { get; init; } = TimeSpan.FromSeconds(1);

    /// <summary>Shortest time between two writes of progress.</summary>
    public TimeSpan Progress { get; init; } = TimeSpan.FromMilliseconds(250);

    /// <summary>Time between checkpoints within an epoch: so much training a killed worker loses.</summary>
    public TimeSpan Checkpoint { get; init; } = TimeSpan.FromSeconds(15);

    /// <summary>Shortest time between checkpoints at the ends of epochs, for epochs that last milliseconds.</summary>
    public TimeSpan EpochCheckpoint { get; init; } = TimeSpan.FromSeconds(2);

    /// <summary>Checkpoints kept per run beside the best epoch's: the newest, and those before it to fall back on should it be damaged. At least one.</summary>
    public int CheckpointsKept { get; init; } = CheckpointFiles.Kept;

    /// <summary>Time between looks for runs that the queue or a worker lost.</summary>
    public TimeSpan Reconcile { get; init; } = TimeSpan.FromSeconds(5);

    /// <summary>How long a run may wait before it is put into the queue again, in case the queue lost it.</summary>
    public TimeSpan Requeue { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>Port of the health endpoints of a separate worker; 0 for any free one.</summary>
    public int HealthPort { get; init; } = 8090;

    /// <summary>Address of the health endpoints: `127.0.0.1`, or `0.0.0.0` in a container whose orchestrator probes from outside.</summary>
    public string HealthAddress { get; init; } = "127.0.0.1";

    /// <summary>
    /// How long before the lease's end an unrenewed worker stops. The database may see the lease end sooner than this process's clock says,
    /// and a batch in flight takes its time.
    /// </summary>
    public TimeSpan LeaseMargin => TimeSpan.FromTicks(Math.Min(TimeSpan.FromSeconds(5).Ticks, Lease.Ticks / 4));
}
