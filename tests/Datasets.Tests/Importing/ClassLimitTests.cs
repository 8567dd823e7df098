using System.Globalization;
using System.Text;
using TrainingService.Contracts.Datasets;
using TrainingService.Contracts.Specs.Datasets;
using TrainingService.Datasets.Importing;
using TrainingService.Datasets.Tests.Preparation;

namespace TrainingService.Datasets.Tests.Importing;

public sealed class ClassLimitTests : IDisposable
{
    private static readonly int Most = new ImportLimits().Classes;
    private static readonly ImportOptions AsCategory = new()
    {
        Columns = new Dictionary<string, ColumnOptions> { ["label"] = new() { Type = ColumnType.Category } },
    };

    private readonly Workplace workplace = new();

    public void Dispose() => workplace.Dispose();

    [Fact]
    public async Task Ten_thousand_classes_are_told_from_each_other_in_import_and_preparation()
    {
        Assert.Equal(10_000, Most);
        var header = await workplace.ImportAsync("many", null, ("t.csv", Table(Most, repeats: 5)));
        var label = header.Columns.Single(column => column.Name == "label");
        Assert.Equal((ColumnType.Category, Most, "label"), (label.Type, label.Classes!.Count, header.Target));
        Assert.Contains(header.Warnings, warning => warning.Code == "too_many_classes");
        var data = await workplace.PrepareAsync(new DatasetSpec { Name = "many" });
        Assert.Equal(Most, data.Fitted.Targets[0].Schema.Classes);
        Assert.Equal(Most, Workplace.Training(data, 1).Distinct().Count());
    }

    [Fact]
    public async Task One_class_more_is_refused_with_file_and_column_when_classes_were_asked_for()
    {
        var refused = await Assert.ThrowsAsync<DatasetProblemException>(() => workplace.ImportAsync("many", AsCategory, ("t.csv", Table(Most + 1, repeats: 1))));
        var problem = Assert.Single(refused.Problems);
        Assert.Equal(("too_large", "t.csv", "label"), (problem.Code, problem.File, problem.Column));
        Assert.Contains("10,000", problem.Expected, StringComparison.Ordinal);
    }

    [Fact]
    public async Task One_class_more_is_text_when_nothing_was_said_and_a_spec_is_told_so()
    {
        var header = await workplace.ImportAsync("many", null, ("t.csv", Table(Most + 1, repeats: 5)));
        Assert.Equal(ColumnType.Text, header.Columns.Single(column => column.Name == "label").Type);
        var error = Assert.Single(await workplace.ErrorsAsync(new DatasetSpec { Name = "many", Target = ColumnNames.Of("label") }));
        Assert.Equal(("#/dataset/target", "type_mismatch"), (error.Pointer, error.Code));
    }

    private static string Table(int classes, int repeats)
    {
        var text = new StringBuilder("x,label\n");
        for (var row = 0; row < classes * repeats; row++) text.Append(CultureInfo.InvariantCulture, $"{row * 0.5},kind-{row % classes}\n");
        return text.ToString();
    }
}
