using TrainingService.Storage.Search;
using Microsoft.EntityFrameworkCore;
using TrainingService.Contracts.Runs;
using TrainingService.Storage.Runs;

namespace TrainingService.Storage.Logs;

/// <summary><see cref="IRunLogs"/> over either database.</summary>
internal sealed class RunLogs(RunTransactions transactions) : IRunLogs
{
    private const int MaxText = 4000;

    public Task AppendAsync(Guid runId, IReadOnlyList<RunLogLine> lines, CancellationToken cancellation)
    {
        ArgumentNullException.ThrowIfNull(lines);
        return transactions.ChangeAsync(
            runId,
            async run =>
            {
                if (run is null || lines.Count == 0) return false;
                var kept = await run.Context.RunEvents.CountAsync(e => e.RunId == runId && e.Type == RunEventType.Log, cancellation);
                foreach (var line in lines.Take(IRunLogs.MaxLines - kept)) Append(run, line);
                if (kept < IRunLogs.MaxLines && kept + lines.Count >= IRunLogs.MaxLines) Append(run, Full);
                return true;
            },
            cancellation);
    }

    public async Task<RunLogPage?> ReadAsync(Guid runId, RunLogQuery query, CancellationToken cancellation)
    {
        ArgumentNullException.ThrowIfNull(query);
        await using var context = await transactions.OpenAsync(cancellation);
        if (!await context.Runs.AnyAsync(r => r.Id == runId, cancellation)) return null;
        var lines = context.RunEvents.AsNoTracking()
            .Where(e => e.RunId == runId && e.Type == RunEventType.Log && e.Seq > query.AfterSeq && e.Level >= query.Level);
        if (query.Text is { Length: > 0 } text)
        {
            var pattern = LikePattern.Containing(text);
#pragma warning disable CA1304, CA1311, CA1862 // Runs in the database, which has the culture.
            lines = lines.Where(e => EF.Functions.Like(e.Text!.ToLower(), pattern, LikePattern.Escape));
#pragma warning restore CA1304, CA1311, CA1862
        }

        var bodies = await lines.OrderBy(e => e.Seq).Take(query.Limit + 1).Select(e => e.BodyJson).ToListAsync(cancellation);
        var items = bodies.Take(query.Limit).Select(RunRows.Read<RunEvent>).Select(e => new RunLogEntry(e.Seq!.Value, e.At, e.Attempt, e.Log!)).ToList();
        return new RunLogPage(items, bodies.Count > query.Limit ? items[^1].Seq : null);
    }

    private static RunLogLine Full => new()
    {
        Level = RunLogLevel.Warning,
        Source = "log",
        Message = $"The log of this run has {IRunLogs.MaxLines} lines, which is all that is kept; the worker's own log has the rest.",
    };

    private static void Append(RunChange run, RunLogLine line) => run.Append(new RunEvent
    {
        RunId = run.Row.Id,
        Type = RunEventType.Log,
        At = run.Now,
        Attempt = run.Row.Attempt == 0 ? null : run.Row.Attempt,
        Log = line with { Message = Cut(line.Message), Exception = line.Exception is { } e ? Cut(e) : null },
    });

    private static string Cut(string text) => text.Length <= MaxText ? text : text[..MaxText] + " …";
}
