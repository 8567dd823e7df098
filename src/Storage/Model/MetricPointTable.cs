using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace TrainingService.Storage.Model;

/// <summary>`metric_points`: its key allows one point per metric and epoch, so that no resume can double a curve.</summary>
internal sealed class MetricPointTable : IEntityTypeConfiguration<MetricPointRow>
{
    public void Configure(EntityTypeBuilder<MetricPointRow> builder)
    {
        builder.ToTable("metric_points");
        builder.HasKey(p => new { p.RunId, p.Name, p.Epoch }).HasName("pk_metric_points");
        builder.Property(p => p.Name).HasMaxLength(200);
        builder.Property(p => p.NonFinite).HasConversion(new EnumWords<NonFiniteKind>()).HasMaxLength(20);
        builder.Ignore(p => p.Measured);
        builder.Ignore(p => p.NonFiniteWord);
        builder.HasOne<RunRow>().WithMany().HasForeignKey(p => p.RunId).OnDelete(DeleteBehavior.Cascade)
            .HasConstraintName("fk_metric_points_runs");
    }
}
