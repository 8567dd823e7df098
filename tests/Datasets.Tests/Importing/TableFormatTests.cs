using System.Text;
using Parquet;
using Parquet.Schema;
using TrainingService.Contracts.Datasets;
using TrainingService.Datasets.Columns;

namespace TrainingService.Datasets.Tests.Importing;

/// <summary>Parquet, JSON lines and plain text.</summary>
public sealed class TableFormatTests : IDisposable
{
    private readonly ImportFixture fixture = new();

    public void Dispose() => fixture.Dispose();

    [Theory]
    [InlineData(CompressionMethod.None)]
    [InlineData(CompressionMethod.Snappy)]
    [InlineData(CompressionMethod.Gzip)]
    [InlineData(CompressionMethod.Zstd)]
    [InlineData(CompressionMethod.Lz4Raw)]
    public async Task Parquet_keeps_its_values_and_what_is_missing(CompressionMethod method)
    {
        var part = fixture.Add("t.parquet", await ParquetFile(method)).Import().Part("all");
        var reals = new double[4];
        part.Column("real").ReadNumbers(0, reals);
        Assert.Equal([1.5, double.NaN, -2, 1e300], reals);
        var wholes = new double[4];
        part.Column("whole").ReadNumbers(0, wholes);
        Assert.Equal([1, 2, -3, 9007199254740993], wholes);
        Assert.Equal(["a", null, "ü", ""], Enumerable.Range(0, 4).Select(row => part.Column("text").ReadText(row)));
        var truths = new int[4];
        part.Column("truth").ReadCodes(0, truths);
        Assert.Equal([1, 0, 1, 0], truths);
        var times = new long[4];
        part.Column("day").ReadTimes(0, times);
        Assert.Equal("2024-02-29", Times.ToText(times[0]));
    }

    [Fact]
    public async Task Nested_columns_of_Parquet_are_refused_by_name()
    {
        var schema = new ParquetSchema(new DataField<int>("plain"), new DataField("tags", typeof(int), isArray: true));
        using var memory = new MemoryStream();
        await using (var writer = await ParquetWriter.CreateAsync(schema, memory))
        {
            using var group = writer.CreateRowGroup();
            await group.WriteAsync<int>(schema.DataFields[0], new[] { 1, 2 });
            await group.WriteAsync<int>(schema.DataFields[1], new[] { 1, 2 }, new[] { 0, 0 });
        }

        var problem = fixture.Add("t.parquet", memory.ToArray()).Refusal();
        Assert.Equal(("nested_column", "t.parquet", "tags"), (problem.Code, problem.File, problem.Column));
        Assert.Contains("exclude", problem.Remedy, StringComparison.Ordinal);
    }

    [Fact]
    public void JSON_lines_become_columns_tensors_and_texts()
    {
        fixture.Add("t.jsonl", """
            {"n":1.5,"s":"Hello \"there\"","v":[1,2,3],"b":true,"in":{"x":1}}

            {"s":null,"n":2,"v":[4,5,6],"b":false,"in":{"x":2},"late":"only here"}
            {"n":null,"s":"\u00fc","v":[7,8,9],"b":true,"in":{"x":3}}
            """);
        var version = fixture.Import();
        Assert.Equal(["n", "s", "v", "b", "in.x", "late"], version.Header.Columns.Select(column => column.Name));
        var part = version.Part("all");
        Assert.Equal(["Hello \"there\"", null, "ü"], Enumerable.Range(0, 3).Select(row => part.Column("s").ReadText(row)));
        var numbers = new double[3];
        part.Column("n").ReadNumbers(0, numbers);
        Assert.Equal([1.5, 2, double.NaN], numbers);
        var tensor = new float[9];
        part.Column("v").ReadNumbers(0, tensor);
        Assert.Equal(Enumerable.Range(1, 9).Select(value => (float)value), tensor);
        Assert.Equal((ColumnType.Boolean, true), (part.Column("b").Info.Type, part.Column("late").IsMissing(0)));
    }

    [Theory]
    [InlineData("{\"a\":1}\n{\"a\":\n", 2L)]
    [InlineData("{\"a\":1}\n[1]\n", 2L)]
    [InlineData("{\"a\":1}\n\n{\"a\":1,\"a\":2}\n", 3L)]
    public void Lines_that_are_no_objects_are_refused_with_their_number(string text, long row)
    {
        var problem = fixture.Add("t.jsonl", text).Refusal();
        Assert.Equal(("bad_json", "t.jsonl", row), (problem.Code, problem.File, problem.Row));
    }

    [Fact]
    public void A_text_is_kept_line_by_line_so_that_joining_gives_it_back()
    {
        const string Text = "First line, with commas\n\n  indented\r\nlast without end: ü";
        var part = fixture.Add("corpus.txt", Text).Import().Part("all");
        Assert.Equal(Text.Replace("\r", "", StringComparison.Ordinal),
            string.Join('\n', Enumerable.Range(0, (int)part.Rows).Select(row => part.Column("text").ReadText(row))));
    }

    [Fact]
    public void Pairs_of_texts_parted_by_tabs_are_a_table_with_the_second_as_target()
    {
        var rows = Enumerable.Range(0, 60).Select(row => $"word{row}\tW ER {row} \"D\"");
        var version = fixture.Add("pairs.tsv", "word\tphonemes\n" + string.Join('\n', rows) + "\n").Import();
        Assert.Equal((DatasetFormat.Csv, "phonemes"), (version.Header.Format, version.Header.Target));
        Assert.Equal("W ER 7 \"D\"", version.Part("all").Column("phonemes").ReadText(7));
    }

    internal static async Task<byte[]> ParquetFile(CompressionMethod method)
    {
        var schema = new ParquetSchema(new DataField<double?>("real"), new DataField<long>("whole"), new DataField<string>("text"),
            new DataField<bool>("truth"), new DataField<DateTime>("day"));
        using var memory = new MemoryStream();
        await using (var writer = await ParquetWriter.CreateAsync(schema, memory, new ParquetOptions { CompressionMethod = method }))
        {
            using var group = writer.CreateRowGroup();
            await group.WriteAsync<double>(schema.DataFields[0], new double?[] { 1.5, null, -2, 1e300 });
            await group.WriteAsync<long>(schema.DataFields[1], new[] { 1, 2, -3, 9007199254740993 });
            await group.WriteAsync(schema.DataFields[2], new[] { "a", null, "ü", "" }!);
            await group.WriteAsync<bool>(schema.DataFields[3], new[] { true, false, true, false });
            await group.WriteAsync<DateTime>(schema.DataFields[4],
                Enumerable.Repeat(new DateTime(2024, 2, 29, 0, 0, 0, DateTimeKind.Utc), 4).ToArray());
        }

        return memory.ToArray();
    }

    internal static byte[] Utf8(string text) => Encoding.UTF8.GetBytes(text);
}
