using System.Text.Json;
using TrainingService.Api.Comparison;
using TrainingService.Contracts.Runs;

namespace TrainingService.Api.Tests.Comparison;

public sealed class ComparerTests
{
    [Fact]
    public void Only_parameters_that_differ_are_told_unless_all_are_asked_for()
    {
        RunResource[] runs = [Run("a", 1, 0.1, 0.5), Run("b", 1, 0.01, 0.4), Run("c", 1, null, 0.6)];
        var differing = Comparer.Compare(runs, allParameters: false).Parameters;
        Assert.Equal(["optimizer.learning_rate"], differing.Select(p => p.Name));
        Assert.Equal(["0.1", "0.01", null], differing[0].Values.Select(v => v?.GetRawText()));
        var all = Comparer.Compare(runs, allParameters: true).Parameters;
        Assert.Equal(["optimizer.type", "optimizer.learning_rate", "seed", "dataset.split.seed"], all.Select(p => p.Name));
        Assert.Equal([false, true, false, false], all.Select(p => p.Differs));
    }

    [Fact]
    public void Runs_that_differ_only_in_seeds_are_a_group_with_mean_and_deviation()
    {
        RunResource[] runs = [Run("a", 1, 0.1, 0.2), Run("other", 1, 0.01, 0.9), Run("b", 2, 0.1, 0.4), Run("c", 3, 0.1, 0.6)];
        var comparison = Comparer.Compare(runs, allParameters: false);
        var group = Assert.Single(comparison.Groups);
        Assert.Equal([runs[0].Id, runs[2].Id, runs[3].Id], group.Runs);
        Assert.Equal([0, null, 0, 0], comparison.Runs.Select(run => run.Group));
        var best = group.Scores["val_loss"].Best;
        Assert.Equal(0.4, best.Mean, 12);
        Assert.Equal(0.2, best.Deviation, 12);
        Assert.Equal(3, best.Count);
    }

    [Fact]
    public void The_best_run_is_the_lowest_in_losses_and_the_highest_in_scores_and_never_one_without_a_number()
    {
        RunResource[] runs = [Run("a", 1, 0.1, double.NaN), Run("b", 2, 0.1, 0.4), Run("c", 3, 0.1, 0.3)];
        var metrics = Comparer.Compare(runs, allParameters: false).Metrics.ToDictionary(m => m.Name);
        Assert.Equal(runs[2].Id, metrics["val_loss"].BestRun);
        Assert.True(metrics["val_loss"].LowerIsBetter);
        Assert.Equal(runs[1].Id, metrics["val_accuracy"].BestRun);
        Assert.Equal(0.4, metrics["val_loss"].Values[1]!.Best);
    }

    [Fact]
    public async Task The_table_has_a_row_per_run_and_no_text_that_a_spreadsheet_would_run()
    {
        RunResource[] runs = [Run("=HYPERLINK(\"x\")", 1, -0.1, 0.5), Run("b, \"quoted\"", 2, 0.2, double.NaN)];
        await using var text = new StringWriter();
        await ComparisonCsv.WriteAsync(Comparer.Compare(runs, allParameters: false), text);
        var lines = text.ToString().TrimEnd().ReplaceLineEndings("\n").Split('\n');
        Assert.Equal(3, lines.Length);
        Assert.StartsWith("id,name,state,dataset,tags,created_at,duration_seconds,seed_group,params.optimizer.learning_rate,params.seed,", lines[0], StringComparison.Ordinal);
        Assert.EndsWith("metrics.val_loss.last,metrics.val_loss.best,metrics.val_loss.min,metrics.val_loss.max", lines[0], StringComparison.Ordinal);
        Assert.Contains("\"'=HYPERLINK(\"\"x\"\")\"", lines[1], StringComparison.Ordinal);
        Assert.Contains(",-0.1,1,", lines[1], StringComparison.Ordinal);
        Assert.EndsWith("NaN,NaN,NaN,NaN", lines[2], StringComparison.Ordinal);
    }

    private static RunResource Run(string name, int seed, double? rate, double loss) => new()
    {
        Id = Guid.CreateVersion7(),
        Name = name,
        State = RunState.Succeeded,
        Spec = JsonSerializer.SerializeToElement(new Dictionary<string, object?>
        {
            ["name"] = name,
            ["optimizer"] = rate is null ? new Dictionary<string, object> { ["type"] = "adam" } : new Dictionary<string, object> { ["type"] = "adam", ["learning_rate"] = rate },
            ["seed"] = seed,
            ["dataset"] = new { split = new { seed } },
        }),
        SpecSha256 = "",
        Dataset = "digits",
        DatasetVersion = "v",
        Owner = "everyone",
        Priority = 0,
        Actions = [],
        Revision = 0,
        Tags = [name],
        CreatedAt = DateTime.UnixEpoch,
        Attempt = 1,
        Metrics = new Dictionary<string, MetricSummary> { ["val_loss"] = new(loss, loss, loss), ["val_accuracy"] = new(loss, loss / 2, loss) },
        LastSeq = 1,
        Version = 1,
    };
}
