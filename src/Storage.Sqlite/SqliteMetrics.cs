using Microsoft.Data.Sqlite;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Storage;
using TrainingService.Storage.Model;
using TrainingService.Storage.Runs;

namespace TrainingService.Storage.Sqlite;

/// <summary>Points and summaries by one prepared statement each: SQLite is in the process, so that a row costs microseconds.</summary>
internal static class SqliteMetrics
{
    private const string InsertPoint =
        "INSERT INTO metric_points (run_id, name, epoch, seq, step, at, value, non_finite) VALUES ($0, $1, $2, $3, $4, $5, $6, $7)";

    private const string UpsertSummary = """
        INSERT INTO run_metrics (run_id, name, last, best, min, max) VALUES ($0, $1, $2, $3, $4, $5)
        ON CONFLICT (run_id, name) DO UPDATE SET last = excluded.last, best = excluded.best, min = excluded.min, max = excluded.max
        """;

    public static async Task WriteAsync(TrainingContext context, MetricWrites metrics, CancellationToken cancellation)
    {
        await EachAsync(
            context,
            InsertPoint,
            metrics.Points.Select(p => new object?[] { p.RunId, p.Name, p.Epoch, p.Seq, p.Step, UnixMicroseconds.Of(p.At), p.Value, p.NonFiniteWord }),
            cancellation);
        await EachAsync(
            context, UpsertSummary, metrics.Summaries.Select(m => new object?[] { m.RunId, m.Name, m.Last, m.Best, m.Min, m.Max }), cancellation);
    }

    private static async Task EachAsync(TrainingContext context, string text, IEnumerable<object?[]> rows, CancellationToken cancellation)
    {
        var connection = (SqliteConnection)context.Database.GetDbConnection();
        await using var command = connection.CreateCommand();
        command.CommandText = text;
        command.Transaction = (SqliteTransaction?)context.Database.CurrentTransaction?.GetDbTransaction();
        foreach (var row in rows)
        {
            while (command.Parameters.Count < row.Length) command.Parameters.Add(new SqliteParameter { ParameterName = $"${command.Parameters.Count}" });
            for (var i = 0; i < row.Length; i++) command.Parameters[i].Value = row[i] ?? DBNull.Value;
            await command.ExecuteNonQueryAsync(cancellation);
        }
    }
}
