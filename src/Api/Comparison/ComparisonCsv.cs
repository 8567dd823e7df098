using System.Globalization;
using CsvHelper;
using TrainingService.Contracts.Json;
using TrainingService.Contracts.Runs;

namespace TrainingService.Api.Comparison;

/// <summary>A comparison as a table: one row per run, a column per parameter and per number of a metric.</summary>
internal static class ComparisonCsv
{
    private static readonly (string Name, Func<ComparedScore, double> Of)[] Numbers =
        [("last", score => score.Last), ("best", score => score.Best), ("min", score => score.Min), ("max", score => score.Max)];

    public static async Task WriteAsync(RunComparison comparison, TextWriter to)
    {
        await using var csv = new CsvWriter(to, CultureInfo.InvariantCulture, leaveOpen: true);
        foreach (var name in Header(comparison)) csv.WriteField(Safe(name));
        await csv.NextRecordAsync();
        for (var i = 0; i < comparison.Runs.Count; i++)
        {
            foreach (var value in Row(comparison, i)) csv.WriteField(value);
            await csv.NextRecordAsync();
        }
    }

    private static IEnumerable<string> Header(RunComparison comparison) =>
    [
        "id", "name", "state", "dataset", "tags", "created_at", "duration_seconds", "seed_group",
        .. comparison.Parameters.Select(parameter => "params." + parameter.Name),
        .. comparison.Metrics.SelectMany(metric => Numbers.Select(number => $"metrics.{metric.Name}.{number.Name}")),
    ];

    private static IEnumerable<string?> Row(RunComparison comparison, int i)
    {
        var run = comparison.Runs[i];
        return
        [
            run.Id.ToString(), Safe(run.Name), WireNames.Of(run.State), Safe(run.Dataset), Safe(string.Join(' ', run.Tags)),
            run.CreatedAt.ToString("O", CultureInfo.InvariantCulture), run.DurationSeconds?.ToString("R", CultureInfo.InvariantCulture), run.Group?.ToString(CultureInfo.InvariantCulture),
            .. comparison.Parameters.Select(parameter => parameter.Values[i] is { } value ? Safe(value.ToString()) : null),
            .. comparison.Metrics.SelectMany(metric => Numbers.Select(number => metric.Values[i] is { } score ? number.Of(score).ToString("R", CultureInfo.InvariantCulture) : null)),
        ];
    }

    /// <summary>A text that a spreadsheet would take for a formula gets an apostrophe before it; numbers stay numbers.</summary>
    private static string Safe(string text) =>
        text.Length > 0 && "=+-@\t\r".Contains(text[0], StringComparison.Ordinal) && !double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out _) ? "'" + text : text;
}
