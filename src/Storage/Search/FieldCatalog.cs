using Microsoft.EntityFrameworkCore;
using TrainingService.Contracts.Filters;
using TrainingService.Storage.Model;

namespace TrainingService.Storage.Search;

/// <summary>What there is to name in a filter.</summary>
internal static class FieldCatalog
{
    /// <summary>Names are taken of so many of the newest runs: older ones are found all the same, they are only not offered.</summary>
    private const int Newest = 100;

    public static async Task<RunFieldList> ReadAsync(TrainingContext context, CancellationToken cancellation)
    {
        var newest = await context.Runs.AsNoTracking().OrderByDescending(r => r.CreatedAt).ThenByDescending(r => r.Id).Select(r => r.Id).Take(Newest).ToListAsync(cancellation);
        var parameters = await context.RunParams.Where(p => newest.Contains(p.RunId)).Select(p => p.Name).Distinct().OrderBy(name => name).ToListAsync(cancellation);
        var metrics = await context.RunMetrics.Where(m => newest.Contains(m.RunId)).Select(m => m.Name).Distinct().OrderBy(name => name).ToListAsync(cancellation);
        return new RunFieldList(
            [.. RunFields.Columns.Select(column => new RunFieldEntry(
                column.Name, column.Kind, column.Description, column.Kind is RunFieldKind.State ? [.. StateNames.All.Keys] : null))],
            parameters,
            metrics);
    }
}
