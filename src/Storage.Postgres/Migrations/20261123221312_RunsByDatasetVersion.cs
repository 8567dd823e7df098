using Microsoft.EntityFrameworkCore.Migrations;

#nullable disable

namespace TrainingService.Storage.Postgres.Migrations
{
    /// <inheritdoc />
    public partial class RunsByDatasetVersion : Migration
    {
        /// <inheritdoc />
        protected override void Up(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.CreateIndex(
                name: "ix_runs_dataset_version",
                table: "runs",
                columns: new[] { "dataset_version", "dataset" });
        }

        /// <inheritdoc />
        protected override void Down(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.DropIndex(
                name: "ix_runs_dataset_version",
                table: "runs");
        }
    }
}
