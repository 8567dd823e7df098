using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;
using TrainingService.Contracts.Runs;

namespace TrainingService.Storage.Model;

/// <summary>`runs` and its indexes.</summary>
internal sealed class RunTable : IEntityTypeConfiguration<RunRow>
{
    public void Configure(EntityTypeBuilder<RunRow> builder)
    {
        builder.ToTable("runs");
        builder.HasKey(r => r.Id).HasName("pk_runs");
        builder.Property(r => r.Id).ValueGeneratedNever();
        builder.Property(r => r.State).HasConversion(new EnumWords<RunState>()).HasMaxLength(20);
        builder.Property(r => r.Version).IsConcurrencyToken();
        builder.Property(r => r.Owner).HasMaxLength(100);
        builder.HasQueryFilter(r => r.DeletedAt == null);
        builder.HasIndex(r => r.IdempotencyKey).IsUnique().HasDatabaseName("ux_runs_idempotency_key");
        builder.HasIndex(r => new { r.CreatedAt, r.Id }).HasDatabaseName("ix_runs_created_at");
        builder.HasIndex(r => new { r.State, r.CreatedAt, r.Id }).HasDatabaseName("ix_runs_state_created_at");
        // Asked for before a dataset's version is deleted.
        builder.HasIndex(r => new { r.DatasetVersion, r.Dataset }).HasDatabaseName("ix_runs_dataset_version");
        // The next run of an owner, and when the owner was last served: both are asked for at each claim.
        builder.HasIndex(r => new { r.Owner, r.State, r.Priority, r.CreatedAt }).HasDatabaseName("ix_runs_owner_waiting");
        builder.HasIndex(r => new { r.Owner, r.ClaimedAt }).HasDatabaseName("ix_runs_owner_claimed_at");
        builder.HasIndex(r => r.DeletedAt).HasFilter("deleted_at IS NOT NULL").HasDatabaseName("ix_runs_deleted_at");
        // Few runs are held at a time: the reconciler's sweep reads only those.
        builder.HasIndex(r => r.LeaseExpiresAt).HasFilter("lease_expires_at IS NOT NULL").HasDatabaseName("ix_runs_lease_expires_at");
    }
}
