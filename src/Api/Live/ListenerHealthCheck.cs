using Microsoft.Extensions.Diagnostics.HealthChecks;

namespace TrainingService.Api.Live;

/// <summary>Whether this replica hears of changes.</summary>
internal sealed class ListenerHealthCheck(SignalListener listener) : IHealthCheck
{
    /// <inheritdoc/>
    public Task<HealthCheckResult> CheckHealthAsync(HealthCheckContext context, CancellationToken cancellationToken = default) => Task.FromResult(
        listener.IsListening ? HealthCheckResult.Healthy() : HealthCheckResult.Unhealthy("The listener for changes does not run."));
}
