namespace TrainingService.Api.Live;

/// <summary>Registers the live feed.</summary>
internal static class LiveFeed
{
    /// <summary>Adds the feeds of single runs and of all, and the listener that wakes them.</summary>
    public static IServiceCollection AddLiveFeed(this IServiceCollection services)
    {
        services.AddOptions<FeedOptions>().BindConfiguration(FeedOptions.Section);
        services.AddSingleton<RunFeed>();
        services.AddSingleton<RunListFeed>();
        services.AddSingleton<QueueFeed>();
        services.AddSingleton<SignalListener>();
        services.AddHostedService(provider => provider.GetRequiredService<RunListFeed>());
        services.AddHostedService(provider => provider.GetRequiredService<QueueFeed>());
        services.AddHostedService(provider => provider.GetRequiredService<SignalListener>());
        return services;
    }
}
