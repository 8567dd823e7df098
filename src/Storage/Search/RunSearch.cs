using Microsoft.EntityFrameworkCore;
using TrainingService.Contracts.Filters;
using TrainingService.Contracts.Runs;
using TrainingService.Storage.Model;
using TrainingService.Storage.Runs;

namespace TrainingService.Storage.Search;

/// <summary>Pages of runs by filter and order. First the ids, from narrow columns and indexes; then the rows, with their specs, of one page only.</summary>
internal static class RunSearch
{
    public const int MaxPage = 200;

    public static async Task<Page<RunResource>> PageAsync(TrainingContext context, RunQuery query, CancellationToken cancellation)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(query.Limit, 1, nameof(query));
        ArgumentOutOfRangeException.ThrowIfGreaterThan(query.Limit, MaxPage, nameof(query));
        var matching = Matching(context, query);
        var order = RunOrder.Of(matching, query.Sort, context);
        var mark = SearchCursor.MarkOf($"{query.Filter.Text}\n{string.Join(',', query.States.Distinct().Order())}", query.Sort.Text);
        var runs = order.Runs;
        if (query.Cursor is not null) runs = runs.Where(order.After(SearchCursor.Decode(query.Cursor, mark)));

        // One more than asked for tells whether there is a next page.
        var ids = await order.Sort(runs).Select(s => s.Run.Id).Take(query.Limit + 1).ToListAsync(cancellation);
        var page = ids.Take(query.Limit).ToList();
        var rows = await context.Runs.AsNoTracking().Where(r => page.Contains(r.Id)).ToDictionaryAsync(r => r.Id, cancellation);
        // A run deleted between the two is left out.
        List<RunResource> items = [.. page.Where(rows.ContainsKey).Select(id => rows[id].ToResource())];
        var next = ids.Count <= query.Limit ? null : await CursorAsync(context, query, mark, page, cancellation);
        int? total = query.WithTotal ? await matching.CountAsync(cancellation) : null;
        return new Page<RunResource>(items, next, total);
    }

    /// <summary>The runs of a query, unsorted.</summary>
    public static IQueryable<RunRow> Matching(TrainingContext context, RunQuery query)
    {
        var runs = context.Runs.AsNoTracking();
        if (query.States is { Count: > 0 } states) runs = runs.Where(r => states.Contains(r.State));
        return query.Filter == RunFilter.All ? runs : runs.Where(new PredicateTranslator(context).Translate(query.Filter.Predicate));
    }

    /// <summary>The place of the page's last run, whether or not it still matches; of the one before if it has been deleted.</summary>
    private static async Task<string?> CursorAsync(TrainingContext context, RunQuery query, string mark, List<Guid> page, CancellationToken cancellation)
    {
        foreach (var id in page.AsEnumerable().Reverse())
        {
            var order = RunOrder.Of(context.Runs.AsNoTracking().Where(r => r.Id == id), query.Sort, context);
            if (await order.Runs.FirstOrDefaultAsync(cancellation) is { } run) return new SearchCursor(mark, order.Values(run), id).Encode();
        }

        return null;
    }
}
