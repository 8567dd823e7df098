namespace TrainingService.Api.Hosting;

/// <summary>Times of an orderly shutdown, one inside the other: orchestrator 120 s, host, Hangfire 90 s, a batch and its checkpoint 60 s.</summary>
internal static class ShutdownBudget
{
    /// <summary>How long the host waits for its services.</summary>
    public static readonly TimeSpan Host = TimeSpan.FromSeconds(100);
}
