using System;
using Microsoft.EntityFrameworkCore.Migrations;

#nullable disable

namespace TrainingService.Storage.Postgres.Migrations
{
    /// <inheritdoc />
    public partial class RunLife : Migration
    {
        /// <inheritdoc />
        protected override void Up(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.AddColumn<DateTime>(
                name: "available_at",
                table: "runs",
                type: "timestamp with time zone",
                nullable: true);

            migrationBuilder.AddColumn<string>(
                name: "best_checkpoint_path",
                table: "runs",
                type: "text",
                nullable: true);

            migrationBuilder.AddColumn<DateTime>(
                name: "claimed_at",
                table: "runs",
                type: "timestamp with time zone",
                nullable: true);

            migrationBuilder.AddColumn<DateTime>(
                name: "deleted_at",
                table: "runs",
                type: "timestamp with time zone",
                nullable: true);

            migrationBuilder.AddColumn<string>(
                name: "expected_device",
                table: "runs",
                type: "text",
                nullable: true);

            migrationBuilder.AddColumn<string>(
                name: "expected_weights_sha256",
                table: "runs",
                type: "text",
                nullable: true);

            migrationBuilder.AddColumn<bool>(
                name: "interrupted",
                table: "runs",
                type: "boolean",
                nullable: false,
                defaultValue: false);

            migrationBuilder.AddColumn<string>(
                name: "notes",
                table: "runs",
                type: "text",
                nullable: true);

            migrationBuilder.AddColumn<string>(
                name: "owner",
                table: "runs",
                type: "character varying(100)",
                maxLength: 100,
                nullable: false,
                defaultValue: "everyone");

            migrationBuilder.AddColumn<int>(
                name: "priority",
                table: "runs",
                type: "integer",
                nullable: false,
                defaultValue: 0);

            migrationBuilder.AddColumn<Guid>(
                name: "reproduces_run_id",
                table: "runs",
                type: "uuid",
                nullable: true);

            migrationBuilder.AddColumn<long>(
                name: "revision",
                table: "runs",
                type: "bigint",
                nullable: false,
                defaultValue: 0L);

            migrationBuilder.AddColumn<bool>(
                name: "stop_requested",
                table: "runs",
                type: "boolean",
                nullable: false,
                defaultValue: false);

            migrationBuilder.AddColumn<int>(
                name: "level",
                table: "run_events",
                type: "integer",
                nullable: true);

            migrationBuilder.AddColumn<string>(
                name: "text",
                table: "run_events",
                type: "text",
                nullable: true);

            migrationBuilder.CreateTable(
                name: "workers",
                columns: table => new
                {
                    id = table.Column<Guid>(type: "uuid", nullable: false),
                    name = table.Column<string>(type: "character varying(200)", maxLength: 200, nullable: false),
                    host = table.Column<string>(type: "character varying(255)", maxLength: 255, nullable: false),
                    process_id = table.Column<int>(type: "integer", nullable: false),
                    device = table.Column<string>(type: "character varying(50)", maxLength: 50, nullable: false),
                    threads = table.Column<int>(type: "integer", nullable: false),
                    slots = table.Column<int>(type: "integer", nullable: false),
                    load = table.Column<double>(type: "double precision", nullable: false),
                    memory_bytes = table.Column<long>(type: "bigint", nullable: false),
                    draining = table.Column<bool>(type: "boolean", nullable: false),
                    started_at = table.Column<DateTime>(type: "timestamp with time zone", nullable: false),
                    heartbeat_at = table.Column<DateTime>(type: "timestamp with time zone", nullable: false),
                    stopped_at = table.Column<DateTime>(type: "timestamp with time zone", nullable: true)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_workers", x => x.id);
                });

            migrationBuilder.CreateIndex(
                name: "ix_runs_deleted_at",
                table: "runs",
                column: "deleted_at",
                filter: "deleted_at IS NOT NULL");

            migrationBuilder.CreateIndex(
                name: "ix_runs_owner_claimed_at",
                table: "runs",
                columns: new[] { "owner", "claimed_at" });

            migrationBuilder.CreateIndex(
                name: "ix_runs_owner_waiting",
                table: "runs",
                columns: new[] { "owner", "state", "priority", "created_at" });

            migrationBuilder.CreateIndex(
                name: "ix_run_events_type",
                table: "run_events",
                columns: new[] { "run_id", "type", "seq" });

            migrationBuilder.CreateIndex(
                name: "ix_workers_heartbeat_at",
                table: "workers",
                column: "heartbeat_at");
        }

        /// <inheritdoc />
        protected override void Down(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.DropTable(
                name: "workers");

            migrationBuilder.DropIndex(
                name: "ix_runs_deleted_at",
                table: "runs");

            migrationBuilder.DropIndex(
                name: "ix_runs_owner_claimed_at",
                table: "runs");

            migrationBuilder.DropIndex(
                name: "ix_runs_owner_waiting",
                table: "runs");

            migrationBuilder.DropIndex(
                name: "ix_run_events_type",
                table: "run_events");

            migrationBuilder.DropColumn(
                name: "available_at",
                table: "runs");

            migrationBuilder.DropColumn(
                name: "best_checkpoint_path",
                table: "runs");

            migrationBuilder.DropColumn(
                name: "claimed_at",
                table: "runs");

            migrationBuilder.DropColumn(
                name: "deleted_at",
                table: "runs");

            migrationBuilder.DropColumn(
                name: "expected_device",
                table: "runs");

            migrationBuilder.DropColumn(
                name: "expected_weights_sha256",
                table: "runs");

            migrationBuilder.DropColumn(
                name: "interrupted",
                table: "runs");

            migrationBuilder.DropColumn(
                name: "notes",
                table: "runs");

            migrationBuilder.DropColumn(
                name: "owner",
                table: "runs");

            migrationBuilder.DropColumn(
                name: "priority",
                table: "runs");

            migrationBuilder.DropColumn(
                name: "reproduces_run_id",
                table: "runs");

            migrationBuilder.DropColumn(
                name: "revision",
                table: "runs");

            migrationBuilder.DropColumn(
                name: "stop_requested",
                table: "runs");

            migrationBuilder.DropColumn(
                name: "level",
                table: "run_events");

            migrationBuilder.DropColumn(
                name: "text",
                table: "run_events");
        }
    }
}
