using Microsoft.AspNetCore.Http.HttpResults;
using TrainingService.Api.Problems;
using TrainingService.Contracts.Runs;
using TrainingService.Storage.Profiles;
using TrainingService.Storage.Runs;

namespace TrainingService.Api.Runs;

/// <summary>`GET /api/v1/runs/{id}/profile`: where a run's time goes.</summary>
internal static class ProfileEndpoint
{
    /// <summary>Adds it to the runs.</summary>
    public static void MapProfile(this RouteGroupBuilder runs) =>
        runs.MapGet("/{id:guid}/profile", ProfileAsync).WithName("get_run_profile").WithSummary("Shows where the time of a run's training steps goes")
            .WithDescription("From steps sampled while it trains; written at the ends of epochs, so there is none (404) before the first epoch has ended.")
            .ProducesProblem(404);

    private static async Task<Results<Ok<RunProfile>, ProblemHttpResult>> ProfileAsync(
        Guid id, IRunStore store, ProfileFiles profiles, CancellationToken cancellation)
    {
        if (await store.FindAsync(id, cancellation) is null) return Problem.NoRun(id);
        return await profiles.ReadAsync(id, cancellation) is { } profile
            ? TypedResults.Ok(profile)
            : Problem.NotFound($"profile of run {id}", "It is written when an epoch has ended; a run has none before its first, and none if it took only a few steps.");
    }
}
