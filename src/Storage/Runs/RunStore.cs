using System.Security.Cryptography;
using System.Text;
using Microsoft.EntityFrameworkCore;
using TrainingService.Contracts.Filters;
using TrainingService.Contracts.Runs;
using TrainingService.Storage.History;
using TrainingService.Storage.Model;
using TrainingService.Storage.Search;

namespace TrainingService.Storage.Runs;

/// <summary><see cref="IRunStore"/> over either database.</summary>
internal sealed class RunStore(RunTransactions transactions, IMetricHistory history) : IRunStore
{
    public async Task<CreatedRun> CreateAsync(NewRun run, CancellationToken cancellation)
    {
        ArgumentNullException.ThrowIfNull(run);
        if (await StoredAsync(run, cancellation) is { } earlier) return earlier;
        try
        {
            var row = await transactions.AddAsync(now => NewRow(run, now), SearchIndex.OfNew, keep: true, cancellation);
            return new CreatedRun(row.ToResource(), IsNew: true);
        }
        catch (DbUpdateException exception) when (transactions.IsUniqueViolation(exception))
        {
            // Another call with the same key won the race, or our own first try was committed and only its answer lost.
            if (await StoredAsync(run, cancellation) is { } winner) return winner with { IsNew = winner.Run.Id == run.Id };
            var own = await FindAsync(run.Id, cancellation);
            if (own is null || own.SpecSha256 != Sha256(run.SpecJson) || own.Name != run.Name) throw;
            return new CreatedRun(own, IsNew: true);
        }
    }

    public async Task<RunResource> RehearseAsync(NewRun run, CancellationToken cancellation)
    {
        ArgumentNullException.ThrowIfNull(run);
        if (await StoredAsync(run, cancellation) is { } earlier) return earlier.Run;
        return (await transactions.AddAsync(now => NewRow(run, now), SearchIndex.OfNew, keep: false, cancellation)).ToResource();
    }

    public async Task<RunResource?> FindAsync(Guid id, CancellationToken cancellation)
    {
        await using var context = await transactions.OpenAsync(cancellation);
        return (await context.Runs.AsNoTracking().FirstOrDefaultAsync(r => r.Id == id, cancellation))?.ToResource();
    }

    public async Task<IReadOnlyList<RunResource?>> FindAllAsync(IReadOnlyList<Guid> ids, CancellationToken cancellation)
    {
        await using var context = await transactions.OpenAsync(cancellation);
        var rows = await context.Runs.AsNoTracking().Where(r => ids.Contains(r.Id)).ToDictionaryAsync(r => r.Id, cancellation);
        return [.. ids.Select(id => rows.GetValueOrDefault(id)?.ToResource())];
    }

    public async Task<string?> SpecTextAsync(Guid id, CancellationToken cancellation)
    {
        await using var context = await transactions.OpenAsync(cancellation);
        return await context.Runs.AsNoTracking().Where(r => r.Id == id).Select(r => r.SpecJson).FirstOrDefaultAsync(cancellation);
    }

    public async Task<Page<RunResource>> ListAsync(RunQuery query, CancellationToken cancellation)
    {
        ArgumentNullException.ThrowIfNull(query);
        await using var context = await transactions.OpenAsync(cancellation);
        return await RunSearch.PageAsync(context, query, cancellation);
    }

    public async Task<RunFieldList> FieldsAsync(CancellationToken cancellation)
    {
        await using var context = await transactions.OpenAsync(cancellation);
        return await FieldCatalog.ReadAsync(context, cancellation);
    }

    public async Task<IReadOnlyList<Guid>> MatchAsync(RunFilter filter, int limit, CancellationToken cancellation)
    {
        ArgumentNullException.ThrowIfNull(filter);
        ArgumentOutOfRangeException.ThrowIfLessThan(limit, 1);
        await using var context = await transactions.OpenAsync(cancellation);
        return await RunSearch.Matching(context, new RunQuery([], limit, null) { Filter = filter })
            .OrderByDescending(r => r.CreatedAt).ThenByDescending(r => r.Id).Select(r => r.Id).Take(limit).ToListAsync(cancellation);
    }

    public Task<MetricHistory?> MetricsAsync(Guid id, CancellationToken cancellation) =>
        history.OfRunAsync(new HistoryQuery([id], null, MetricAxis.Epoch, null, null, int.MaxValue), cancellation);

    public async Task<IReadOnlyList<RunEvent>> EventsAsync(Guid id, long afterSeq, int limit, int characters, CancellationToken cancellation)
    {
        await using var context = await transactions.OpenAsync(cancellation);
        var bodies = context.RunEvents.AsNoTracking().Where(e => e.RunId == id && e.Seq > afterSeq)
            .OrderBy(e => e.Seq).Take(limit).Select(e => e.BodyJson).AsAsyncEnumerable();
        List<RunEvent> events = [];
        await foreach (var body in bodies.WithCancellation(cancellation))
        {
            events.Add(RunRows.Read<RunEvent>(body));
            if ((characters -= body.Length) <= 0) break;
        }

        return events;
    }

    public async Task<IReadOnlyList<RunResource>> ListUsingAsync(string dataset, string version, int limit, CancellationToken cancellation)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(limit, 1);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(limit, RunSearch.MaxPage);
        await using var context = await transactions.OpenAsync(cancellation);
        var rows = await context.Runs.AsNoTracking().Where(r => r.DatasetVersion == version && r.Dataset == dataset)
            .OrderByDescending(r => r.CreatedAt).ThenByDescending(r => r.Id).Take(limit).ToListAsync(cancellation);
        return [.. rows.Select(r => r.ToResource())];
    }

    public async Task<(string? Current, string? Best)> CheckpointPathsAsync(Guid id, CancellationToken cancellation)
    {
        await using var context = await transactions.OpenAsync(cancellation);
        var paths = await context.Runs.AsNoTracking().Where(r => r.Id == id).Select(r => new { r.CheckpointPath, r.BestCheckpointPath }).FirstOrDefaultAsync(cancellation);
        return (paths?.CheckpointPath, paths?.BestCheckpointPath);
    }

    public async Task<IReadOnlyList<RunTransition>?> TransitionsAsync(Guid id, CancellationToken cancellation)
    {
        await using var context = await transactions.OpenAsync(cancellation);
        if (!await context.Runs.AnyAsync(r => r.Id == id, cancellation)) return null;
        var bodies = await context.RunEvents.AsNoTracking().Where(e => e.RunId == id && e.Type == RunEventType.State)
            .OrderBy(e => e.Seq).Select(e => e.BodyJson).ToListAsync(cancellation);
        return [.. bodies.Select(RunRows.Read<RunEvent>)
            .Select(e => new RunTransition(e.Seq!.Value, e.At, e.From, e.State!.Value, e.Actor, e.Reason, e.Attempt))];
    }

    private async Task<CreatedRun?> StoredAsync(NewRun run, CancellationToken cancellation)
    {
        if (run.IdempotencyKey is null) return null;
        await using var context = await transactions.OpenAsync(cancellation);
        var row = await context.Runs.AsNoTracking().FirstOrDefaultAsync(r => r.IdempotencyKey == run.IdempotencyKey, cancellation);
        if (row is null) return null;
        return row.RequestSha256 == run.RequestSha256
            ? new CreatedRun(row.ToResource(), IsNew: false)
            : throw new IdempotencyConflictException($"The idempotency key '{run.IdempotencyKey}' was used for run {row.Id} with another body.");
    }

    private static string Sha256(string text) => Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(text)));

    /// <summary>The row of a run that waits.</summary>
    internal static RunRow NewRow(NewRun run, DateTime now) => new()
    {
        Id = run.Id,
        Name = run.Name,
        State = RunState.Queued,
        SpecJson = run.SpecJson,
        SpecSha256 = Sha256(run.SpecJson),
        Dataset = run.Dataset,
        DatasetVersion = run.DatasetVersion,
        TagsJson = RunRows.Write(run.Tags),
        Owner = run.Owner,
        Priority = run.Priority,
        ReproducesRunId = run.Reproduces?.Id,
        ExpectedWeightsSha256 = run.Reproduces?.Result?.WeightsSha256,
        ExpectedDevice = run.Reproduces?.Result?.Device,
        CreatedAt = now,
        WaitingSince = now,
        MetricsJson = "{}",
        IdempotencyKey = run.IdempotencyKey,
        RequestSha256 = run.RequestSha256,
        Device = SearchIndex.AskedDevice(run.SpecJson),
        IndexVersion = SearchIndex.Version,
    };
}
