using Microsoft.EntityFrameworkCore;

namespace TrainingService.Storage.Model;

/// <summary>The tables, the same for both databases. Pooled: it holds no state of its own.</summary>
public sealed class TrainingContext(DbContextOptions<TrainingContext> options) : DbContext(options)
{
    /// <summary>`runs`.</summary>
    public DbSet<RunRow> Runs => Set<RunRow>();

    /// <summary>`run_events`.</summary>
    public DbSet<RunEventRow> RunEvents => Set<RunEventRow>();

    /// <summary>`metric_points`.</summary>
    public DbSet<MetricPointRow> MetricPoints => Set<MetricPointRow>();

    /// <summary>`metric_buckets`.</summary>
    public DbSet<MetricBucketRow> MetricBuckets => Set<MetricBucketRow>();

    /// <summary>`run_params`.</summary>
    public DbSet<RunParamRow> RunParams => Set<RunParamRow>();

    /// <summary>`run_metrics`.</summary>
    public DbSet<RunMetricRow> RunMetrics => Set<RunMetricRow>();

    /// <summary>`workers`.</summary>
    public DbSet<WorkerRow> Workers => Set<WorkerRow>();

    /// <inheritdoc/>
    protected override void OnModelCreating(ModelBuilder modelBuilder)
    {
        ArgumentNullException.ThrowIfNull(modelBuilder);
        modelBuilder.ApplyConfiguration(new RunTable());
        modelBuilder.ApplyConfiguration(new RunEventTable());
        modelBuilder.ApplyConfiguration(new MetricPointTable());
        modelBuilder.ApplyConfiguration(new MetricBucketTable());
        modelBuilder.ApplyConfiguration(new RunParamTable());
        modelBuilder.ApplyConfiguration(new RunMetricTable());
        modelBuilder.ApplyConfiguration(new WorkerTable());
        var sqlite = Database.ProviderName?.EndsWith(".Sqlite", StringComparison.Ordinal) == true;
        // SQLite can't add a stored one to a table that has rows, Postgres 15 has no other kind.
        modelBuilder.Entity<RunRow>().Property(r => r.DurationSeconds).HasComputedColumnSql(
            sqlite ? "(finished_at - started_at) / 1000000.0" : "EXTRACT(EPOCH FROM finished_at - started_at)::double precision", stored: !sqlite);
        foreach (var property in modelBuilder.Model.GetEntityTypes().SelectMany(e => e.GetProperties()))
        {
            property.SetColumnName(SnakeCase.Of(property.Name));
            // SQLite has no type for times: integers sort and compare as the times do. Postgres has timestamptz, which tools know.
            if (sqlite && property.ClrType is var type && (type == typeof(DateTime) || type == typeof(DateTime?)))
            {
                property.SetValueConverter(UnixMicroseconds.Converter);
            }
        }
    }
}
