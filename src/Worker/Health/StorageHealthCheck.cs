using Microsoft.Extensions.Diagnostics.HealthChecks;
using TrainingService.Storage.Database;

namespace TrainingService.Worker.Health;

/// <summary>Ready means: the database answers and has this program's schema.</summary>
public sealed class StorageHealthCheck(DatabaseMigrator migrator) : IHealthCheck
{
    /// <inheritdoc/>
    public async Task<HealthCheckResult> CheckHealthAsync(HealthCheckContext context, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(context);
        try
        {
            var pending = await migrator.PendingAsync(cancellationToken);
            return pending.Count == 0
                ? HealthCheckResult.Healthy()
                : HealthCheckResult.Unhealthy($"The database lacks {pending.Count} migrations: run the API with --migrate.");
        }
        catch (Exception e) when (e is not OperationCanceledException || !cancellationToken.IsCancellationRequested)
        {
            return HealthCheckResult.Unhealthy("The database does not answer.", e);
        }
    }
}
