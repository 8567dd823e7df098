using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using TrainingService.Datasets.Uploads.Sessions;
using TrainingService.Datasets.Uploads.Staging;
using TrainingService.Datasets.Versions;

namespace TrainingService.Datasets.Imports;

/// <summary>
/// Removes what nobody needs: staged files of killed processes, expired uploads, half-done deletions, old outcomes. At start and then now and
/// again.
/// </summary>
internal sealed class Janitor(
    StagingArea area, UploadSessions sessions, VersionStore versions, ImportStates states, TimeProvider time,
        ILogger<Janitor> logger) : BackgroundService
{
    private static readonly TimeSpan Pause = TimeSpan.FromMinutes(5);

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(Pause, time);
        do
        {
            try
            {
                area.Clean();
                versions.Clean();
                sessions.Clean();
                states.Clean();
            }
            catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
            {
                logger.LogWarning(exception, "Not everything could be cleaned up; the next round tries again.");
            }
        }
        while (await timer.WaitForNextTickAsync(stoppingToken).ConfigureAwait(false));
    }
}
