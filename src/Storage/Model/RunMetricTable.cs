using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace TrainingService.Storage.Model;

/// <summary>`run_metrics`: its index holds all of a row, so that sorting by a metric reads nothing else.</summary>
internal sealed class RunMetricTable : IEntityTypeConfiguration<RunMetricRow>
{
    public void Configure(EntityTypeBuilder<RunMetricRow> builder)
    {
        builder.ToTable("run_metrics");
        builder.HasKey(m => new { m.RunId, m.Name }).HasName("pk_run_metrics");
        builder.Property(m => m.Name).HasMaxLength(200);
        builder.HasIndex(m => new { m.Name, m.RunId, m.Last, m.Best, m.Min, m.Max }).HasDatabaseName("ix_run_metrics_name");
        builder.HasOne<RunRow>().WithMany().HasForeignKey(m => m.RunId).OnDelete(DeleteBehavior.Cascade).HasConstraintName("fk_run_metrics_runs");
    }
}
