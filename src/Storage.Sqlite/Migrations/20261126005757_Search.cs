using System;
using Microsoft.EntityFrameworkCore.Migrations;

#nullable disable

namespace TrainingService.Storage.Sqlite.Migrations
{
    /// <inheritdoc />
    public partial class Search : Migration
    {
        /// <inheritdoc />
        protected override void Up(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.AddColumn<string>(
                name: "device",
                table: "runs",
                type: "TEXT",
                nullable: true);

            migrationBuilder.AddColumn<int>(
                name: "index_version",
                table: "runs",
                type: "INTEGER",
                nullable: false,
                defaultValue: 0);

            migrationBuilder.AddColumn<double>(
                name: "duration_seconds",
                table: "runs",
                type: "REAL",
                nullable: true,
                computedColumnSql: "(finished_at - started_at) / 1000000.0",
                stored: false);

            migrationBuilder.CreateTable(
                name: "run_metrics",
                columns: table => new
                {
                    run_id = table.Column<Guid>(type: "TEXT", nullable: false),
                    name = table.Column<string>(type: "TEXT", maxLength: 200, nullable: false),
                    last = table.Column<double>(type: "REAL", nullable: true),
                    best = table.Column<double>(type: "REAL", nullable: true),
                    min = table.Column<double>(type: "REAL", nullable: true),
                    max = table.Column<double>(type: "REAL", nullable: true)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_run_metrics", x => new { x.run_id, x.name });
                    table.ForeignKey(
                        name: "fk_run_metrics_runs",
                        column: x => x.run_id,
                        principalTable: "runs",
                        principalColumn: "id",
                        onDelete: ReferentialAction.Cascade);
                });

            migrationBuilder.CreateTable(
                name: "run_params",
                columns: table => new
                {
                    run_id = table.Column<Guid>(type: "TEXT", nullable: false),
                    name = table.Column<string>(type: "TEXT", maxLength: 200, nullable: false),
                    position = table.Column<int>(type: "INTEGER", nullable: false),
                    number = table.Column<double>(type: "REAL", nullable: true),
                    text = table.Column<string>(type: "TEXT", maxLength: 200, nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_run_params", x => new { x.run_id, x.name, x.position });
                    table.ForeignKey(
                        name: "fk_run_params_runs",
                        column: x => x.run_id,
                        principalTable: "runs",
                        principalColumn: "id",
                        onDelete: ReferentialAction.Cascade);
                });

            migrationBuilder.CreateIndex(
                name: "ix_run_metrics_name",
                table: "run_metrics",
                columns: new[] { "name", "run_id", "last", "best", "min", "max" });

            migrationBuilder.CreateIndex(
                name: "ix_run_params_number",
                table: "run_params",
                columns: new[] { "name", "number", "run_id" });

            migrationBuilder.CreateIndex(
                name: "ix_run_params_text",
                table: "run_params",
                columns: new[] { "name", "text", "run_id" });
        }

        /// <inheritdoc />
        protected override void Down(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.DropTable(
                name: "run_metrics");

            migrationBuilder.DropTable(
                name: "run_params");

            migrationBuilder.DropColumn(
                name: "duration_seconds",
                table: "runs");

            migrationBuilder.DropColumn(
                name: "device",
                table: "runs");

            migrationBuilder.DropColumn(
                name: "index_version",
                table: "runs");
        }
    }
}
