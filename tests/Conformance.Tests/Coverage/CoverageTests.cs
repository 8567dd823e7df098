using System.Text;
using System.Text.RegularExpressions;
using TrainingService.Conformance.Tests.Gradients;
using TrainingService.Conformance.Tests.Ops;

namespace TrainingService.Conformance.Tests.Coverage;

/// <summary>Every technique of the mission is in a spec, on a page, and in the tests; docs/coverage.md says where.</summary>
public sealed partial class CoverageTests
{
    private static readonly GoldenUse Use = new();
    private static readonly ILookup<Type, OpCase> Cases = OpCases.All.ToLookup(row => row.Op.GetType());

    [Fact]
    public void Every_name_a_spec_may_use_belongs_to_a_line_of_the_mission_or_is_said_to_be_more()
    {
        var asked = Mission.Rows.SelectMany(row => row.Names).ToHashSet();
        Assert.Equal([], asked.Where(name => !Techniques.All.Contains(name)));
        Assert.Equal(["activations/linear", "augmentations/amplitude"], More(asked));
    }

    [Fact]
    public void Every_technique_has_a_page_and_a_spec_that_runs()
    {
        foreach (var name in Mission.Rows.SelectMany(row => row.Names).Distinct())
        {
            var (page, kind) = (name.Split('/')[0], name.Split('/')[1]);
            Assert.Contains($"\n## {kind}\n", File.ReadAllText(Snapshot.Path($"docs/reference/{page}.md")), StringComparison.Ordinal);
            if (page != "augmentations") Assert.True(File.Exists(Snapshot.Path($"docs/reference/specs/{name}.json")), $"{name} has no runnable spec.");
        }
    }

    [Fact]
    public void Every_operation_of_a_training_step_is_in_the_table_of_operations()
    {
        Assert.Equal([], Use.Ops.Where(op => !Cases.Contains(op)).Select(op => op.Name).Order());
    }

    [Fact]
    public void Every_file_that_is_said_to_show_a_technique_is_there()
    {
        Assert.All(Mission.Rows.SelectMany(row => row.Shown), path => Assert.True(Path.Exists(Snapshot.Path(path)), path));
        Assert.All(Mission.Rows, row => Assert.True(row.Names.Length + row.Shown.Length > 0, row.Technique));
    }

    [Fact]
    public void Every_setting_that_is_named_is_in_the_reference()
    {
        var pages = string.Concat(Directory.GetFiles(Snapshot.Path("docs/reference"), "*.md").Append(Snapshot.Path("docs/predictions.md")).Append(Snapshot.Path("docs/api.md")).Select(File.ReadAllText));
        var settings = Mission.Rows.SelectMany(row => Quoted().Matches(row.Settings).Select(match => match.Groups[1].Value)).SelectMany(text => text.Replace("[]", "").Split('.'));
        Assert.All(settings.Distinct(), name => Assert.True(Regex.IsMatch(pages, $"\\b{Regex.Escape(name.Trim('"'))}\\b"), name));
    }

    [Fact]
    public void The_table_of_coverage_is_current()
    {
        var text = new StringBuilder(
            $"""
            # Techniques and the tests that show them

            Made and checked by `tests/Conformance.Tests/Coverage` (`UPDATE_SNAPSHOTS=1` writes it). A line that names a technique which no spec can say, which
            has no reference page with a runnable spec, or whose operations are not in the table of operations, fails the tests.

            - **PyTorch**: trajectories of twenty steps that use it: losses, every gradient, weights.
            - **rows**: rows of the table of operations (of {OpCases.All.Count:n0}) for what its training step consists of, forward and backward. Each is run against
              the float64 reference on every instruction set, with and without halos, with the same bits on 1, 2 and 5 threads; {GradientTests.Rows.Count} rows are gradient
              checks with a wrong gradient that must fail.


            """);
        foreach (var section in Mission.Rows.GroupBy(row => row.Section))
        {
            text.Append($"## {section.Key}\n\n| technique | in a spec | PyTorch | rows | shown by |\n|---|---|---:|---:|---|\n");
            foreach (var row in section) text.Append(Line(row));
            text.Append('\n');
        }

        Snapshot.Check("docs/coverage.md", text.ToString().TrimEnd() + "\n");
    }

    [GeneratedRegex("`([^`]+)`")]
    private static partial Regex Quoted();

    private static IEnumerable<string> More(HashSet<string> asked)
    {
        // A function that is a layer too is one technique.
        var functions = Techniques.All.Where(name => name.StartsWith("activations/", StringComparison.Ordinal)).Select(name => name.Replace("activations/", "layers/", StringComparison.Ordinal)).ToHashSet();
        return Techniques.All.Where(name => !asked.Contains(name) && !functions.Contains(name)).Order(StringComparer.Ordinal);
    }

    private static string Line(MissionRow row)
    {
        var names = string.Join(", ", row.Names.Select(name => $"[`{name.Split('/')[1]}`](reference/{name.Split('/')[0]}.md#{name.Split('/')[1]})"));
        string[] parts = [.. new[] { names, row.Settings }.Where(part => part.Length > 0)];
        var goldens = row.Names.Select(name => Use.CountOf(name.Split('/')[1])).ToList();
        var traced = row.Names.Where(name => !name.StartsWith("metrics/", StringComparison.Ordinal) && !name.StartsWith("initializers/", StringComparison.Ordinal)).ToList();
        var least = traced.Count == 0 ? "" : goldens.Min() == goldens.Max() ? $"{goldens.Max()}" : $"{goldens.Min()} to {goldens.Max()}";
        var ops = row.Names.SelectMany(name => Use.OpsOf(Layer(name).Page, Layer(name).Kind)).Distinct().Sum(op => Cases[op].Count());
        var shown = string.Join(", ", row.Shown.Select(path => $"[{System.IO.Path.GetFileNameWithoutExtension(path)}](../{path})"));
        return $"| {row.Technique} | {string.Join("; ", parts)} | {least} | {(ops == 0 ? "" : ops)} | {shown} |\n";
    }

    /// <summary>A function is looked for as the layer of its name.</summary>
    private static (string Page, string Kind) Layer(string name) => (name.Split('/')[0] switch { "activations" => "layers", var page => page }, name.Split('/')[1]);
}
