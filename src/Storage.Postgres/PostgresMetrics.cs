using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Storage;
using Npgsql;
using NpgsqlTypes;
using TrainingService.Storage.Model;
using TrainingService.Storage.Runs;

namespace TrainingService.Storage.Postgres;

/// <summary>Points and summaries as arrays, one statement each, both in one round trip: a row costs a tenth of what it does alone.</summary>
internal static class PostgresMetrics
{
    private const string InsertPoints = """
        INSERT INTO metric_points (run_id, name, epoch, seq, step, at, value, non_finite)
        SELECT * FROM unnest($1, $2, $3, $4, $5, $6, $7, $8)
        """;

    private const string UpsertSummaries = """
        INSERT INTO run_metrics (run_id, name, last, best, min, max)
        SELECT * FROM unnest($1, $2, $3, $4, $5, $6)
        ON CONFLICT (run_id, name) DO UPDATE SET last = EXCLUDED.last, best = EXCLUDED.best, min = EXCLUDED.min, max = EXCLUDED.max
        """;

    public static async Task WriteAsync(TrainingContext context, MetricWrites metrics, CancellationToken cancellation)
    {
        var connection = (NpgsqlConnection)context.Database.GetDbConnection();
        await using var batch = new NpgsqlBatch(connection, (NpgsqlTransaction?)context.Database.CurrentTransaction?.GetDbTransaction());
        if (metrics.Points is { Count: > 0 } points)
        {
            Add(
                batch,
                InsertPoints,
                [
                    Array(points, p => p.RunId, NpgsqlDbType.Uuid), Array(points, p => p.Name, NpgsqlDbType.Varchar), Array(points, p => p.Epoch, NpgsqlDbType.Integer),
                    Array(points, p => p.Seq, NpgsqlDbType.Bigint), Array(points, p => p.Step, NpgsqlDbType.Bigint), Array(points, p => p.At, NpgsqlDbType.TimestampTz),
                    Array(points, p => p.Value, NpgsqlDbType.Double), Array(points, p => p.NonFiniteWord, NpgsqlDbType.Varchar),
                ]);
        }

        if (metrics.Summaries is { Count: > 0 } summaries)
        {
            Add(
                batch,
                UpsertSummaries,
                [
                    Array(summaries, m => m.RunId, NpgsqlDbType.Uuid), Array(summaries, m => m.Name, NpgsqlDbType.Varchar), Array(summaries, m => m.Last, NpgsqlDbType.Double),
                    Array(summaries, m => m.Best, NpgsqlDbType.Double), Array(summaries, m => m.Min, NpgsqlDbType.Double), Array(summaries, m => m.Max, NpgsqlDbType.Double),
                ]);
        }

        if (batch.BatchCommands.Count > 0) await batch.ExecuteNonQueryAsync(cancellation);
    }

    private static void Add(NpgsqlBatch batch, string text, NpgsqlParameter[] parameters)
    {
        var command = new NpgsqlBatchCommand(text);
        command.Parameters.AddRange(parameters);
        batch.BatchCommands.Add(command);
    }

    private static NpgsqlParameter<TValue[]> Array<TRow, TValue>(List<TRow> rows, Func<TRow, TValue> column, NpgsqlDbType type) =>
        new() { TypedValue = [.. rows.Select(column)], NpgsqlDbType = NpgsqlDbType.Array | type };
}
