using Hangfire;
using Hangfire.InMemory;
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
            Enqueue(services.GetRequiredService<IBackgroundJobClient>(), runId);
            return Task.FromResult(true);
        }
        catch (Exception e)
        {
            logger.LogWarning(e, "Run {RunId} could not be queued now; the reconciler will", runId);
            return Task.FromResult(false);
        }
    }

    public async Task RehearseAsync()
    {
        // Opens the storage, and with it the connection.
        await CountAsync();

        // Into a queue that nobody serves.
        using var nowhere = new InMemoryStorage();
        Enqueue(new BackgroundJobClient(nowhere), Guid.Empty);
    }

    public Task<long> CountAsync() => Task.FromResult(services.GetRequiredService<JobStorage>().GetMonitoringApi().EnqueuedCount(Name));

    private static void Enqueue(IBackgroundJobClient client, Guid runId) => client.Enqueue<RunJob>(Name, job => job.ExecuteAsync(runId, CancellationToken.None));
}
