using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace TrainingService.Storage.Model;

/// <summary>`workers`.</summary>
internal sealed class WorkerTable : IEntityTypeConfiguration<WorkerRow>
{
    public void Configure(EntityTypeBuilder<WorkerRow> builder)
    {
        builder.ToTable("workers");
        builder.HasKey(w => w.Id).HasName("pk_workers");
        builder.Property(w => w.Id).ValueGeneratedNever();
        builder.Property(w => w.Name).HasMaxLength(200);
        builder.Property(w => w.Host).HasMaxLength(255);
        builder.Property(w => w.Device).HasMaxLength(50);
        builder.HasIndex(w => w.HeartbeatAt).HasDatabaseName("ix_workers_heartbeat_at");
    }
}
