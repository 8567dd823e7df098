using System.Text;
using TrainingService.Contracts.Datasets;
using TrainingService.Datasets.Importing;

namespace TrainingService.Datasets.Tests.Importing;

/// <summary>Each fault of a table: the code, the row and the column that are named, and a way to mend it.</summary>
public sealed class CsvProblemTests : IDisposable
{
    private readonly ImportFixture fixture = new();

    public void Dispose() => fixture.Dispose();

    [Theory]
    [InlineData("a,b,label\n1,2,x\n3,y\n", "ragged_row", 3L, null)]
    [InlineData("a,b,label\n1,2,x\n3,4,5,y\n", "ragged_row", 3L, null)]
    [InlineData("a,b,label\n1,2,x\n\n\n3,y\n", "ragged_row", 5L, null)]
    [InlineData("a,b\n\"one\",1\n\"two,2\nthree,3\n", "broken_quote", 3L, null)]
    [InlineData("a,b\n\"x\",1\n\"y\",2\n\"z\",3\n\"z\",3\n\"x\",1\n\"x\",1\n\"x\",1\n\"x\",1\n\"x\",1\n\"x\",1\n\"x\",1\n\"x\",1\n\"x\",1\n\"x\",1\n\"x\",1\n\"x\",1\n\"x\",1\n\"x\",1\n\"x\",1\n\"x\",1\n\"x\",1\n\"p\"q\"\",2\n", "broken_quote", 23L, "a")]
    [InlineData("a,a,label\n1,2,x\n", "duplicate_column", 1L, "a")]
    [InlineData("a,b\n", "empty", null, null)]
    [InlineData("\n\n", "empty", null, null)]
    public void A_bad_table_is_refused_with_its_row_and_column(string text, string code, long? row, string? column)
    {
        var problem = fixture.Add("t.csv", text).Refusal(new ImportOptions { Quote = "\"" });
        Assert.Equal((code, row, column), (problem.Code, problem.Row, problem.Column));
        Assert.Equal("t.csv", problem.File);
        Assert.NotNull(problem.Expected);
    }

    [Fact]
    public void A_file_without_a_byte_is_empty() => Assert.Equal(("empty", "t.csv"), Place(fixture.Add("t.csv", "").Refusal()));

    [Fact]
    public void A_cell_that_is_no_number_is_refused_when_the_options_say_number()
    {
        fixture.Add("t.csv", "a,b\n1,2\n3,four\n");
        var options = new ImportOptions { Columns = new Dictionary<string, ColumnOptions> { ["b"] = new() { Type = ColumnType.Number } } };
        var problem = fixture.Refusal(options);
        Assert.Equal(("bad_value", 3L, "b"), (problem.Code, problem.Row, problem.Column));
        Assert.Contains("\"four\"", problem.Detail, StringComparison.Ordinal);
        Assert.Contains("missing_values", problem.Remedy, StringComparison.Ordinal);
    }

    [Fact]
    public void One_odd_cell_among_numbers_makes_a_column_of_text_and_a_warning_that_names_it()
    {
        var rows = Enumerable.Range(0, 5000).Select(row => row == 4321 ? "oops,1" : $"{row * 0.5},1");
        var version = fixture.Add("t.csv", "a,b\n" + string.Join('\n', rows) + "\n").Import();
        Assert.Equal(ColumnType.Text, version.Header.Columns[0].Type);
        var warning = Assert.Single(version.Header.Warnings, warning => warning.Code == "mixed_types");
        Assert.Equal(("a", 4323L), (warning.Column, warning.Row));
        Assert.Contains("\"oops\"", warning.Detail, StringComparison.Ordinal);
        var mended = fixture.Import(new ImportOptions { Columns = new Dictionary<string,
            ColumnOptions> { ["a"] = new() { MissingValues = ["oops"] } } });
        Assert.Equal((ColumnType.Number, 1L), (mended.Header.Columns[0].Type, mended.Header.Columns[0].Statistics["all"].Missing));
    }

    [Fact]
    public void Bytes_that_are_not_UTF8_are_refused_with_their_row()
    {
        byte[] text = [.. Encoding.UTF8.GetBytes("a,b\n"), .. Enumerable.Repeat(Encoding.UTF8.GetBytes("x,1\n"), 100).SelectMany(row => row),
            (byte)'x', 0xff, (byte)',', (byte)'1', (byte)'\n'];
        var problem = fixture.Add("t.csv", text).Refusal(new ImportOptions { Encoding = "utf-8" });
        Assert.Equal(("bad_encoding", 102L), (problem.Code, problem.Row));
    }

    [Fact]
    public void Files_with_other_columns_are_refused_with_the_column_that_is_missing()
    {
        fixture.Add("t-train.csv", "a,b,label\n1,2,x\n3,4,y\n").Add("t-test.csv", "a,label\n1,x\n");
        var problem = fixture.Refusal();
        Assert.Equal(("other_columns", "t-test.csv", "b"), (problem.Code, problem.File, problem.Column));
    }

    [Theory]
    [InlineData("rows")]
    [InlineData("columns")]
    [InlineData("cell")]
    [InlineData("row")]
    [InlineData("total")]
    [InlineData("files")]
    public void Each_limit_is_kept(string limit)
    {
        fixture.Add("t.csv", "a,b\n" + string.Concat(Enumerable.Repeat($"{new string('x', 50)},y\n", 100)));
        var limits = limit switch
        {
            "rows" => new ImportLimits { Rows = 99 },
            "columns" => new ImportLimits { Columns = 1 },
            "cell" => new ImportLimits { CellBytes = 49 },
            "row" => new ImportLimits { RowBytes = 16 },
            "total" => new ImportLimits { TotalBytes = 1000 },
            _ => new ImportLimits { Files = 0 },
        };
        if (limit == "row") fixture.Add("u.csv", "a,b\n\"" + new string('x', 3_000_000) + "\n");
        var problem = fixture.Refusal(limit == "row" ? new ImportOptions { Quote = "\"" } : null, limits);
        Assert.Equal(limit == "row" ? "row_too_long" : "too_large", problem.Code);
    }

    [Fact]
    public void Options_for_columns_that_are_not_there_are_refused()
    {
        var problem = fixture.Add("t.csv", "a,b\n1,2\n").Refusal(new ImportOptions { Target = "c" });
        Assert.Equal("unknown_column", problem.Code);
        Assert.Equal("a, b", problem.Expected);
    }

    private static (string Code, string? File) Place(DatasetProblem problem) => (problem.Code, problem.File);
}
