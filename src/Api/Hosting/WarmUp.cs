using System.Text.Json;
using Microsoft.Extensions.Options;
using TrainingService.Api.Examples;
using TrainingService.Api.Runs;
using TrainingService.Api.Specs;
using TrainingService.Worker.Hosting;
using HttpJsonOptions = Microsoft.AspNetCore.Http.Json.JsonOptions;

namespace TrainingService.Api.Hosting;

/// <summary>
/// Once after the start, submits an example without keeping it, and checks all of them. The program is compiled as it is first used, and all of it at once to
/// the best code: without this, the first spec that somebody sends would wait a second or two for that.
/// </summary>
internal sealed class WarmUp(
    RunSubmitter submitter, SpecChecker checker, ExampleFiles files, IOptions<HttpJsonOptions> json, IHostApplicationLifetime lifetime, ILogger<WarmUp> logger)
    : BackgroundService
{
    /// <summary>Whether a submission was gone through.</summary>
    public bool Rehearsed { get; private set; }

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
            if (files.Examples.Count > 0) await RehearseAsync(files.Examples[0], stoppingToken);
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
            logger.LogWarning(exception, "The example specs could not be gone through: {Reason}", exception.Message);
        }
    }

    private async Task RehearseAsync(Contracts.Examples.ExampleResource example, CancellationToken cancellation)
    {
        var (created, _) = await submitter.RehearseAsync(JsonSerializer.SerializeToUtf8Bytes(example.Spec), cancellation);
        if (created is null) return;
        JsonSerializer.SerializeToUtf8Bytes(created.Run, json.Value.SerializerOptions);
        Rehearsed = true;
    }
}
