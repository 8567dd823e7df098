using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace TrainingService.Datasets.Bundled;

/// <summary>Imports the bundled sets at start, in the background, so that neither the page nor the first run waits for it.</summary>
internal sealed class BundledImportService(IBundledDatasets bundled, ILogger<BundledImportService> logger) : BackgroundService
{
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        try
        {
            await bundled.ReadyAsync(stoppingToken).ConfigureAwait(false);
        }
        catch (Exception exception) when (exception is IOException or InvalidDataException or UnauthorizedAccessException)
        {
            // The next request tries again and tells its caller; the service itself can still show runs.
            logger.LogError(exception, "Datasets can't be imported.");
        }
        catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
        {
            logger.LogDebug("Stopped while datasets were being imported; the next start does it.");
        }
    }
}
