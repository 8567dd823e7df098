using Hangfire;
using Microsoft.Extensions.Options;
using TrainingService.Storage.Runs;
using TrainingService.Worker.Hosting;

namespace TrainingService.Worker.Runs;

/// <summary>The one job of the queue. A delivery is only a wake-up: the claim decides who trains, so a second one does nothing.</summary>
public sealed class RunJob
{
    private readonly IRunLeases _leases;
    private readonly RunAttempt _attempt;
    private readonly WorkerOptions _options;
    private readonly TimeProvider _time;
    private readonly ILogger _logger;

    internal RunJob(IRunLeases leases, RunAttempt attempt, IOptions<WorkerOptions> options, TimeProvider time, ILogger<RunJob> logger) =>
        (_leases, _attempt, _options, _time, _logger) = (leases, attempt, options.Value, time, logger);

    /// <summary>Trains a run if it is to be had.</summary>
    /// <param name="runId">The run.</param>
    /// <param name="cancellation">Given by Hangfire: the server shuts down.</param>
    /// <exception cref="OperationCanceledException">The server shuts down: deliver again.</exception>
    [AutomaticRetry(Attempts = 0)]
    public async Task ExecuteAsync(Guid runId, CancellationToken cancellation)
    {
        using var scope = _logger.BeginScope(new Dictionary<string, object> { ["RunId"] = runId });
        var claimedAt = _time.GetTimestamp();
        if (await _leases.ClaimAsync(runId, _options.Name, _options.Lease, cancellation) is not { } run)
        {
            _logger.LogDebug("Run {RunId} is not to be had: taken, ended or unknown", runId);
            return;
        }

        _logger.LogInformation("Training run {RunId}, attempt {Attempt}", runId, run.Attempt);
        await _attempt.ExecuteAsync(run, claimedAt, cancellation);
    }
}
