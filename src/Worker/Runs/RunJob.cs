using Hangfire;
using Microsoft.Extensions.Options;
using TrainingService.Storage.Runs;
using TrainingService.Worker.Hosting;
using TrainingService.Worker.Queue;
using TrainingService.Worker.Registry;

namespace TrainingService.Worker.Runs;

/// <summary>
/// The one job of the queue. A delivery is only a wake-up, whatever run it names: the worker takes the run whose turn it is, and the claim decides
/// who trains. So the order of deliveries means nothing, and one too many does nothing.
/// </summary>
public sealed class RunJob
{
    // What a draining worker waits before it hands a wake-up on, so that an idle one is likely to be the next to get it.
    private static readonly TimeSpan HandOn = TimeSpan.FromSeconds(1);

    private readonly IRunLeases _leases;
    private readonly IRunQueue _queue;
    private readonly RunAttempt _attempt;
    private readonly WorkerIdentity _identity;
    private readonly WorkerOptions _options;
    private readonly TimeProvider _time;
    private readonly ILogger _logger;

    internal RunJob(
        IRunLeases leases, IRunQueue queue, RunAttempt attempt, WorkerIdentity identity, IOptions<WorkerOptions> options, TimeProvider time, ILogger<RunJob> logger) =>
        (_leases, _queue, _attempt, _identity, _options, _time, _logger) = (leases, queue, attempt, identity, options.Value, time, logger);

    /// <summary>Trains runs, one after another, until none waits.</summary>
    /// <param name="runId">The run that the wake-up came for; another one's turn may be first.</param>
    /// <param name="cancellation">Given by Hangfire: the server shuts down.</param>
    /// <exception cref="OperationCanceledException">The server shuts down: deliver again.</exception>
    [AutomaticRetry(Attempts = 0)]
    public async Task ExecuteAsync(Guid runId, CancellationToken cancellation)
    {
        var trained = false;
        while (true)
        {
            if (await _leases.ClaimNextAsync(_options.Name, _identity.Id, _options.Lease, cancellation) is not { } run) break;
            using var scope = _logger.BeginScope(new Dictionary<string, object> { ["RunId"] = run.Lease.RunId, ["Attempt"] = run.Attempt });
            _logger.LogInformation("Worker {Worker} takes the run, attempt {Attempt}", _options.Name, run.Attempt);
            await _attempt.ExecuteAsync(run, run.AskedAt, cancellation);
            trained = true;
        }

        // This slot rests now: what its runs left behind would only be carried along in the next one.
        if (trained) FreeMemory.Release();

        // Nothing to be had although something waits: this worker is being drained.
        if (!_identity.Draining || !await _leases.AnyWaitingAsync(cancellation)) return;
        await Task.Delay(HandOn, _time, cancellation);
        await _queue.EnqueueAsync(runId);
    }
}
