using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;
using TrainingService.Contracts.Runs;

namespace TrainingService.Storage.Model;

/// <summary>`run_events`: its key is both the order of the feed and the guard against a number given twice.</summary>
internal sealed class RunEventTable : IEntityTypeConfiguration<RunEventRow>
{
    public void Configure(EntityTypeBuilder<RunEventRow> builder)
    {
        builder.ToTable("run_events");
        builder.HasKey(e => new { e.RunId, e.Seq }).HasName("pk_run_events");
        builder.Property(e => e.Seq).ValueGeneratedNever();
        builder.Property(e => e.Type).HasConversion(new EnumWords<RunEventType>()).HasMaxLength(20);
        // Kept as its rank, so that "at least a warning" is one comparison.
        builder.Property(e => e.Level).HasConversion<int?>();
        builder.HasIndex(e => new { e.RunId, e.Type, e.Seq }).HasDatabaseName("ix_run_events_type");
        builder.HasOne<RunRow>().WithMany().HasForeignKey(e => e.RunId).OnDelete(DeleteBehavior.Cascade)
            .HasConstraintName("fk_run_events_runs");
    }
}
