namespace TrainingService.Contracts.Runs;

/// <summary>Names of the SignalR hub for clients.</summary>
public static class RunHub
{
    /// <summary>Where the hub is.</summary>
    public const string Path = "/hubs/runs";

    /// <summary>Stream `WatchRun(run_id, after_seq)`: every <see cref="RunEvent"/> after that number, then live ones, until the run's final state.</summary>
    public const string WatchRun = "WatchRun";

    /// <summary>Stream `WatchRuns()`: state and newest progress of all runs as they change (no replay), for lists.</summary>
    public const string WatchRuns = "WatchRuns";

    /// <summary>Stream `WatchQueue()`: what waits and who works, now and whenever it changes (no replay).</summary>
    public const string WatchQueue = "WatchQueue";
}
