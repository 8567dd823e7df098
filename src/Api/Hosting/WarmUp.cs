using System.Text.Json;
using TrainingService.Api.Examples;
using TrainingService.Api.Specs;
using TrainingService.Worker.Hosting;

namespace TrainingService.Api.Hosting;

/// <summary>
/// Checks the example specs once after the start. The program is compiled as it is first used, and all of it at once to the best code: without this, the
/// first spec that somebody sends would wait two seconds for that.
/// </summary>
internal sealed class WarmUp(SpecChecker checker, ExampleFiles files, IHostApplicationLifetime lifetime, ILogger<WarmUp> logger) : BackgroundService
{
    /// <summary>Specs that were found right.</summary>
    public int Checked { get; private set; }

    /// <inheritdoc/>
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        var started = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        await using var stopped = stoppingToken.Register(() => started.TrySetCanceled(stoppingToken));
        await using var ready = lifetime.ApplicationStarted.Register(() => started.TrySetResult());
        try
        {
            await started.Task;
            foreach (var example in files.Examples)
            {
                var (spec, _) = await checker.CheckAsync(JsonSerializer.SerializeToUtf8Bytes(example.Spec), stoppingToken);
                if (spec is not null) Checked++;
            }

            FreeMemory.Release();
        }
        catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
        {
            // The service ends before it was needed.
        }
        catch (Exception exception) // Only the first spec is slower without it; who sends one gets the fault as an answer.
        {
            logger.LogWarning(exception, "The example specs could not be checked: {Reason}", exception.Message);
        }
    }
}
