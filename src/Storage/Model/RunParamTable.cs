using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace TrainingService.Storage.Model;

/// <summary>`run_params`: its indexes answer filters from themselves alone.</summary>
internal sealed class RunParamTable : IEntityTypeConfiguration<RunParamRow>
{
    public void Configure(EntityTypeBuilder<RunParamRow> builder)
    {
        builder.ToTable("run_params");
        builder.HasKey(p => new { p.RunId, p.Name, p.Position }).HasName("pk_run_params");
        builder.Property(p => p.Name).HasMaxLength(Search.SpecParameters.MaxName);
        builder.Property(p => p.Text).HasMaxLength(Search.SpecParameters.MaxText);
        builder.HasIndex(p => new { p.Name, p.Number, p.RunId }).HasDatabaseName("ix_run_params_number");
        builder.HasIndex(p => new { p.Name, p.Text, p.RunId }).HasDatabaseName("ix_run_params_text");
        builder.HasOne<RunRow>().WithMany().HasForeignKey(p => p.RunId).OnDelete(DeleteBehavior.Cascade).HasConstraintName("fk_run_params_runs");
    }
}
