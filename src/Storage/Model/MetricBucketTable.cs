using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace TrainingService.Storage.Model;

/// <summary>`metric_buckets`: its key holds a series' stretches of one size side by side.</summary>
internal sealed class MetricBucketTable : IEntityTypeConfiguration<MetricBucketRow>
{
    public void Configure(EntityTypeBuilder<MetricBucketRow> builder)
    {
        builder.ToTable("metric_buckets");
        builder.HasKey(b => new { b.RunId, b.Name, b.Size, b.UpTo }).HasName("pk_metric_buckets");
        builder.Property(b => b.Name).HasMaxLength(200);
        builder.HasOne<RunRow>().WithMany().HasForeignKey(b => b.RunId).OnDelete(DeleteBehavior.Cascade).HasConstraintName("fk_metric_buckets_runs");
    }
}
