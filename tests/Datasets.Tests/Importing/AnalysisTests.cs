using System.Globalization;
using TrainingService.Contracts.Datasets;
using TrainingService.Datasets.Analysis;

namespace TrainingService.Datasets.Tests.Importing;

/// <summary>Statistics against plain arithmetic, guesses, and each warning on data that deserves it and on data that does not.</summary>
public sealed class AnalysisTests : IDisposable
{
    private readonly ImportFixture fixture = new();

    public void Dispose() => fixture.Dispose();

    [Fact]
    public void Statistics_of_numbers_are_those_of_the_textbook()
    {
        double[] values = [.. Enumerable.Range(0, 3000).Select(i => Math.Round(1e6 + Math.Sin(i) * 50, 3))];
        fixture.Add("t.csv", "v,w\n" + string.Join('\n',
            values.Select((value, i) => string.Create(CultureInfo.InvariantCulture, $"{(i % 100 == 7 ? "" : value)},{i % 3}"))) + "\n");
        double[] there = [.. values.Where((_, i) => i % 100 != 7)];
        var statistics = fixture.Import().Header.Columns[0].Statistics["all"];
        Assert.Equal((2970, 30), (statistics.Count, statistics.Missing));
        Assert.Equal((there.Min(), there.Max(), there.Distinct().LongCount()), (statistics.Min, statistics.Max, statistics.Distinct));
        Assert.Equal(there.Average(), statistics.Mean!.Value, 6);
        Assert.Equal(Math.Sqrt(there.Average(value => Math.Pow(value - there.Average(), 2))), statistics.StandardDeviation!.Value, 6);
        Assert.Equal(there.Order().ElementAt(1485), statistics.Quantiles![2], 1.0);
        Assert.Equal(2970, statistics.Histogram!.Sum());
        Assert.False(statistics.IsInteger);
    }

    [Theory]
    [InlineData(9_999)]
    [InlineData(150_000)]
    public void Distinct_values_are_counted_or_estimated_within_three_percent(int distinct)
    {
        var counter = new DistinctCounter();
        for (var i = 0; i < 3 * distinct; i++) counter.Add((ulong)(i % distinct) * 2654435761, i);
        if (distinct <= DistinctCounter.Exact) Assert.Equal(distinct, counter.Count);
        else Assert.InRange(counter.Count, 0.97 * distinct, 1.03 * distinct);
    }

    [Fact]
    public void Quantiles_of_a_long_stream_are_off_by_less_than_one_percent_in_rank()
    {
        var sample = new Reservoir();
        for (var i = 0; i < 2_000_000; i++) sample.Add(i * 7919L % 2_000_000);
        foreach (var share in new[] { 0.05, 0.25, 0.5, 0.75, 0.95 }) Assert.InRange(sample.Quantile(share) / 2_000_000, share - 0.01, share + 0.01);
    }

    public static TheoryData<string, string, string?> Cases => new()
    {
        { "constant_column", Table("a,b,label", i => $"{i * 0.37:0.00},5,{i % 2}"), "b" },
        { "empty_column", Table("a,b,label", i => $"{i * 0.37:0.00},,{i % 2}"), "b" },
        { "mostly_missing", Table("a,b,label", i => $"{i * 0.37:0.00},{(i % 3 == 0 ? $"{i}" : "")},{i % 2}"), "b" },
        { "id_like_column", Table("id,a,label", i => $"{1000 + i},{Noise(i)},{i % 2}"), "id" },
        { "one_class", Table("a,label", i => $"{Noise(i)},yes"), "label" },
        { "extreme_imbalance", Table("a,label", i => $"{Noise(i)},{(i == 17 ? "rare" : "usual")}"), "label" },
        { "rare_classes", Table("a,label", i => $"{Noise(i)},{(i == 17 ? "rare" : "usual")}"), "label" },
        { "missing_target", Table("a,label", i => $"{Noise(i)},{(i == 17 ? "" : $"c{i % 2}")}"), "label" },
        { "target_leakage", Table("a,code,label", i => $"{Noise(i)},k{i % 3},c{i % 3}"), "code" },
        { "target_leakage", Table("a,twice,price", i => $"{Noise(i)},{2 * (i * 37 % 101) + 0.5},{i * 37 % 101 + 0.25}"), "twice" },
        { "duplicate_rows", Table("a,b,label", i => i == 40 ? "3.3,4.4,c0" : i == 20 ? "3.3,4.4,c1" : $"{Noise(i)},{Noise(i + 500)},c{i % 2}"), null },
        { "many_values", Table("a,town,label", i => $"{Noise(i)},town{i * 7 % 55},c{i % 2}", 300), "town" },
    };

    [Theory]
    [MemberData(nameof(Cases))]
    public void A_fault_of_the_data_is_warned_of(string code, string table, string? column)
    {
        var warnings = fixture.Add("t.csv", table).Import().Header.Warnings;
        var warning = Assert.Single(warnings, warning => warning.Code == code && (column is null || warning.Column == column));
        Assert.NotNull(warning.Remedy);
    }

    [Fact]
    public void Truths_can_be_the_target()
    {
        var header = fixture.Add("t.csv", Table("a,b,label", i => $"{i},{i % 7 * 0.5},{(i % 2 == 0 ? "true" : "false")}")).Import().Header;
        Assert.Equal((ColumnType.Boolean, "label"), (header.Columns[2].Type, header.Target));
        Assert.Equal(100, header.Columns[2].Statistics["all"].Top![0].Count);
    }

    [Fact]
    public void Sound_data_has_no_warning() =>
        Assert.Empty(fixture.Add("t.csv", Table("a,b,label", i => $"{Noise(i)},{Noise(i + 999)},c{i * 7 % 5 % 2}")).Import().Header.Warnings);

    [Fact]
    public void Rows_and_classes_are_compared_across_parts()
    {
        fixture.Add("t-train.csv", Table("a,b,label", i => $"{Noise(i)},{Noise(i + 999)},c{i % 2}"));
        fixture.Add("t-test.csv", Table("a,b,label", i => i == 3 ? $"{Noise(5)},{Noise(5 + 999)},c1"
            : $"{Noise(i + 5000)},{Noise(i + 7000)},c{i % 3}"));
        var warnings = fixture.Import().Header.Warnings;
        Assert.Equal("test", Assert.Single(warnings, warning => warning.Code == "duplicates_across_parts").Part);
        Assert.Contains("\"c2\"", Assert.Single(warnings, warning => warning.Code == "unseen_classes").Detail, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("date,value,flag", "value", "time:date")]
    [InlineData("year,amount,note", "amount", "time:year")]
    public void Series_have_a_time_and_the_value_after_it_as_target(string header, string target, string time)
    {
        var isDate = header.StartsWith("date", StringComparison.Ordinal);
        var version = fixture.Add("s.csv", Table(header, i => $"{(isDate ? $"2024-01-{1 + i % 28:00}" : $"{1800 + i}")},{Noise(i)},{i % 4}"))
            .Import();
        Assert.Equal(target, version.Header.Target);
        Assert.Equal(time["time:".Length..], version.Header.Columns.Single(column => column.Role == ColumnRole.Time).Name);
    }

    [Fact]
    public void The_same_data_has_the_same_version_whatever_its_form()
    {
        var one = fixture.Add("t.csv", "a,label\n1.50,x\n2,y\n3,x\n").Import().Header.Version;
        using var other = new ImportFixture();
        Assert.Equal(one, other.Add("u.tsv", "a\tlabel\n1.5\tx\n2.0\ty\n3\tx\n").Import().Header.Version);
        using var third = new ImportFixture();
        Assert.NotEqual(one, third.Add("t.csv", "a,label\n1.51,x\n2,y\n3,x\n").Import().Header.Version);
    }

    [Fact]
    public void Texts_that_repeat_at_first_and_then_no_longer_are_text()
    {
        var rows = Enumerable.Range(0, 30_000).Select(row => row < 4000 ? $"word{row % 20},x" : $"word{row},{(row % 1000 == 0 ? "NA" : "y")}");
        var version = fixture.Add("t.csv", "a,b\n" + string.Join('\n', rows) + "\n").Import();
        Assert.Equal([ColumnType.Text, ColumnType.Category], version.Header.Columns.Select(column => column.Type));
        Assert.DoesNotContain(version.Header.Warnings, warning => warning.Code == "mixed_types");
        var part = version.Part("all");
        Assert.Equal(("word3", "word29999"), (part.Column("a").ReadText(3), part.Column("a").ReadText(29_999)));
        Assert.Equal(["x", "y"], part.Column("b").Info.Classes!);
        Assert.Equal((26, true), (version.Header.Columns[1].Statistics["all"].Missing, part.Column("b").IsMissing(4000)));
        var forced = fixture.Import(new ImportOptions { Columns = new Dictionary<string,
            ColumnOptions> { ["b"] = new() { Type = ColumnType.Text } } });
        Assert.Equal(("NA", "y"), (forced.Part("all").Column("b").ReadText(4000), forced.Part("all").Column("b").ReadText(4001)));
    }

    [Fact]
    public void Columns_of_numbers_combine_to_one_tensor()
    {
        fixture.Add("t.csv", "label,p0,p1,p2,p3\na,1,2,3,4\nb,5,6,7,8\na,9,10,11,12\n");
        var version = fixture.Import(new ImportOptions { Combine = [new CombinedColumn { Name = "image", Columns = ["p*"], Shape = [2, 2, 1] }] });
        Assert.Equal(["image", "label"], version.Header.Columns.Select(column => column.Name));
        var values = new float[4];
        version.Part("all").Column("image").ReadNumbers(1, values);
        Assert.Equal([5, 6, 7, 8], values);
        var codes = new int[3];
        version.Part("all").Column("label").ReadCodes(0, codes);
        Assert.Equal([0, 1, 0], codes);
    }

    [Fact]
    public async Task A_look_at_the_beginning_keeps_nothing_and_shows_rows()
    {
        var folder = Directory.CreateTempSubdirectory("inspect-").FullName;
        var file = Path.Combine(folder, "t.csv");
        await File.WriteAllTextAsync(file, Table("a,b,label", i => $"{i},{Noise(i)},c{i % 2}"));
        var source = new TrainingService.Datasets.Importing.ImportSource([new(file, "t.csv")]);
        var seen = await ImportFixture.Importer().InspectAsync(source, Path.Combine(folder, "work"), 50);
        Assert.Equal("label", seen.Header.Target);
        Assert.Equal((0, "c1"), (seen.Previews[0].Rows[0][0].GetInt32(), seen.Previews[0].Rows[1][2].GetString()));
        Directory.Delete(folder, recursive: true);
    }

    private static string Table(string header, Func<int, string> row, int rows = 200) =>
        header + "\n" + string.Concat(Enumerable.Range(0, rows).Select(i => row(i) + "\n"));

    private static string Noise(int i) => (Math.Sin(i * 12.9898) * 43758.5453 % 1).ToString("0.00000", CultureInfo.InvariantCulture);
}
