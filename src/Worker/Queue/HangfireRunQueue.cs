using Hangfire;
using TrainingService.Worker.Runs;

namespace TrainingService.Worker.Queue;

/// <summary>The queue in Hangfire.</summary>
internal sealed class HangfireRunQueue(IServiceProvider services, ILogger<HangfireRunQueue> logger) : IRunQueue
{
    /// <summary>Name of the one queue.</summary>
    public const string Name = "runs";

    public Task<bool> EnqueueAsync(Guid runId)
    {
        try
        {
            // Resolved here: opening the queue's storage needs the database, and its being away is no reason to fail.
            services.GetRequiredService<IBackgroundJobClient>()
                .Enqueue<RunJob>(Name, job => job.ExecuteAsync(runId, CancellationToken.None));
            return Task.FromResult(true);
        }
        catch (Exception e)
        {
            logger.LogWarning(e, "Run {RunId} could not be queued now; the reconciler will", runId);
            return Task.FromResult(false);
        }
    }

    public Task<long> CountAsync() => Task.FromResult(services.GetRequiredService<JobStorage>().GetMonitoringApi().EnqueuedCount(Name));
}
