namespace TrainingService.Api.Live;

/// <summary>Speeds of the live feed: the `Feed` section of the configuration.</summary>
public sealed record FeedOptions
{
    /// <summary>Name of the section.</summary>
    public const string Section = "Feed";

    /// <summary>Time between looks at a watched run without a signal: what a lost signal costs at most.</summary>
    public TimeSpan Poll { get; init; } = TimeSpan.FromSeconds(2);

    /// <summary>Shortest time between two looks at one run, so that progress comes at most ten times a second.</summary>
    public TimeSpan Pace { get; init; } = TimeSpan.FromMilliseconds(100);

    /// <summary>Time between signs of life on an event stream that has nothing to say, so that proxies keep it open.</summary>
    public TimeSpan Heartbeat { get; init; } = TimeSpan.FromSeconds(15);
}
