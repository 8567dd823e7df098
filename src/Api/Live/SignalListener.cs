using TrainingService.Storage.Feed;

namespace TrainingService.Api.Live;

/// <summary>The one listener of this process: passes signals on to the feeds.</summary>
public sealed class SignalListener(IRunSignals signals, RunFeed runs, RunListFeed list, QueueFeed queue, TimeProvider time, ILogger<SignalListener> logger) : BackgroundService
{
    private static readonly TimeSpan Pause = TimeSpan.FromSeconds(1);

    /// <summary>Whether it listens now. Without it feeds still poll, only slower.</summary>
    public bool IsListening { get; private set; }

    /// <inheritdoc/>
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        try
        {
            await RunAsync(stoppingToken);
        }
        catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
        {
            // Also when another service failed to start, where the host would take it for a fault of this one.
            logger.LogDebug("Stopped");
        }
    }

    private async Task RunAsync(CancellationToken stoppingToken)
    {
        while (!stoppingToken.IsCancellationRequested)
        {
            try
            {
                IsListening = true;
                await foreach (var signal in signals.ListenAsync(stoppingToken))
                {
                    runs.Signal(signal);
                    list.Signal(signal);
                    queue.Signal(signal);
                }
            }
            catch (Exception e) when (!stoppingToken.IsCancellationRequested)
            {
                logger.LogWarning(e, "Listening for changes broke off; trying again in {Pause}", Pause);
            }
            finally
            {
                IsListening = false;
            }

            await Task.Delay(Pause, time, stoppingToken);
        }
    }
}
