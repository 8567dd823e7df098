using System.Globalization;
using Microsoft.Playwright;
using TrainingService.Contracts.Runs;

namespace TrainingService.Browser.Tests;

/// <summary>The points of a chart's table, as (series, epoch, value) in the order of the page.</summary>
internal static class ShownPoints
{
    public static async Task<IReadOnlyList<(string Series, int Epoch, double Value)>> ReadAsync(IPage page, string chart)
    {
        var cells = await page.GetByTestId($"points-{chart}").Locator("td[data-series]")
            .EvaluateAllAsync<string[]>("cells => cells.map(c => [c.dataset.series, c.dataset.epoch, c.textContent].join(' '))");
        return [.. cells.Select(cell => cell.Split(' ')).Select(p => (p[0], int.Parse(p[1], CultureInfo.InvariantCulture), Number(p[2])))];
    }

    /// <summary>The same points from the API's history: of a metric and its validation twin, ordered like the page's rows.</summary>
    public static IReadOnlyList<(string Series, int Epoch, double Value)> Of(MetricHistory history, string metric) =>
        [.. history.Series.Where(s => s.Key == metric || s.Key == $"val_{metric}")
            .SelectMany(s => s.Value.Select(p => (Series: s.Key, p.Epoch, p.Value)))
            .OrderBy(p => p.Epoch).ThenBy(p => p.Series.Length)];

    private static double Number(string text) => text switch
    {
        "Infinity" => double.PositiveInfinity,
        "-Infinity" => double.NegativeInfinity,
        _ => double.Parse(text, CultureInfo.InvariantCulture),
    };
}
