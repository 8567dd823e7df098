using Microsoft.AspNetCore.Diagnostics.HealthChecks;

namespace TrainingService.Worker.Health;

/// <summary>Health over HTTP, the same in every program of the service.</summary>
public static class HealthEndpoints
{
    /// <summary>Answers 200 as long as the process runs.</summary>
    public const string Live = "/healthz/live";

    /// <summary>Answers 200 while the process can do its work, 503 otherwise.</summary>
    public const string Ready = "/healthz/ready";

    private const string ReadyTag = "ready";

    /// <summary>Adds the checks behind <see cref="Ready"/>.</summary>
    public static IHealthChecksBuilder AddTrainingHealth(this IServiceCollection services) =>
        services.AddHealthChecks().AddCheck<StorageHealthCheck>("storage", tags: [ReadyTag], timeout: TimeSpan.FromSeconds(5));

    /// <summary>Maps both. More checks join <see cref="Ready"/> by the tag "ready".</summary>
    public static void MapTrainingHealth(this IEndpointRouteBuilder routes)
    {
        routes.MapHealthChecks(Live, new HealthCheckOptions { Predicate = _ => false });
        routes.MapHealthChecks(Ready, new HealthCheckOptions { Predicate = check => check.Tags.Contains(ReadyTag) });
    }
}
