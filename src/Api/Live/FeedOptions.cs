namespace TrainingService.Api.Live;

/// <summary>Speeds of the live feed: the `Feed` section of the configuration.</summary>
public sealed record FeedOptions
{
    /// <summary>Name of the section.</summary>
    public const string Section = "Feed";

    /// <summary>Time between looks at a watched run without a signal: what a lost signal costs at most.</summary>
    public TimeSpan Poll { get; init; } = TimeSpan.FromSeconds(2);

    /// <summary>
    /// Shortest time between two looks at one run for its progress, and between two for its events: both come at most ten times a second, yet an epoch
    /// that ends just after some progress does not wait.
    /// </summary>
    public TimeSpan Pace { get; init; } = TimeSpan.FromMilliseconds(100);

    /// <summary>Time between looks at the queue without a change of a run: expected starts move, workers come and go.</summary>
    public TimeSpan QueuePoll { get; init; } = TimeSpan.FromSeconds(5);

    /// <summary>Shortest time between two looks at the queue: however many runs change, watchers hear of it once in that time.</summary>
    public TimeSpan QueuePace { get; init; } = TimeSpan.FromMilliseconds(500);

    /// <summary>Time between signs of life on an event stream that has nothing to say, so that proxies keep it open.</summary>
    public TimeSpan Heartbeat { get; init; } = TimeSpan.FromSeconds(15);
}
