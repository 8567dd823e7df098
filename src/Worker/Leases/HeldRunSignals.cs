using TrainingService.Storage.Feed;

namespace TrainingService.Worker.Leases;

/// <summary>Listens for what happens to runs and nudges those that this process holds. Without it renewals find the same, within their interval.</summary>
internal sealed class HeldRunSignals(IRunSignals signals, HeldRuns held, ILogger<HeldRunSignals> logger) : BackgroundService
{
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        try
        {
            await foreach (var signal in signals.ListenAsync(stoppingToken)) held.Nudge(signal);
        }
        catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
        {
            logger.LogDebug("No longer listening: the worker stops");
        }
    }
}
