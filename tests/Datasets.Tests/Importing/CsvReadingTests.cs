using System.Globalization;
using System.Text;
using CsvHelper;
using CsvHelper.Configuration;
using TrainingService.Contracts.Datasets;
using TrainingService.Datasets.Columns;
using TrainingService.Datasets.Formats.Tables;

namespace TrainingService.Datasets.Tests.Importing;

public sealed class CsvReadingTests : IDisposable
{
    private readonly ImportFixture fixture = new();

    public void Dispose() => fixture.Dispose();

    [Theory]
    [InlineData("a,b\n1,2\n3,4\n", ",", "\"", "true")]
    [InlineData("a\tb c\n1\tx y\n3\tz, w\n", "\t", "", "true")]
    [InlineData("a;b\n1,5;x\n2,5;y\n", ";", "\"", "true")]
    [InlineData("a|b\n1|2\n3|4\n", "|", "\"", "true")]
    [InlineData("1,2\n3,4\n5,6\n", ",", "\"", "false")]
    [InlineData("5.1,3.5,setosa\n4.9,3.0,setosa\n7.0,3.2,versicolor\n", ",", "\"", "false")]
    [InlineData("\"a\",\"b\"\n\"x, y\",1\n\"z \"\"q\"\"\",2\n", ",", "\"", "true")]
    public void The_dialect_is_detected_and_shown(string text, string delimiter, string quote, string header)
    {
        var found = fixture.Add("t.csv", text).Import().Header.Detected.ToDictionary(found => found.Option, found => found.Value);
        Assert.Equal((delimiter, quote, header), (found["delimiter"], found["quote"], found["header"]));
    }

    public static TheoryData<string, string> Encodings => new()
    {
        { "utf-8", "utf-8" }, { "utf-8-bom", "utf-8" }, { "utf-16", "utf-16" }, { "utf-16BE", "utf-16BE" }, { "utf-16-no-bom", "utf-16" }, { "windows-1252", "windows-1252" },
    };

    [Theory]
    [MemberData(nameof(Encodings))]
    public void Encodings_are_detected_and_give_the_same_texts(string written, string shown)
    {
        Encoding.RegisterProvider(CodePagesEncodingProvider.Instance);
        var text = "name,größe\nJosé,1\nMüller,2\nÉmile,3\nplain text that is long enough to tell,4\n";
        byte[] bytes = written switch
        {
            "utf-8-bom" => [0xef, 0xbb, 0xbf, .. Encoding.UTF8.GetBytes(text)],
            "utf-16" => [0xff, 0xfe, .. Encoding.Unicode.GetBytes(text)],
            "utf-16BE" => [0xfe, 0xff, .. Encoding.BigEndianUnicode.GetBytes(text)],
            "utf-16-no-bom" => Encoding.Unicode.GetBytes(text),
            _ => Encoding.GetEncoding(written).GetBytes(text),
        };
        var version = fixture.Add("t.csv", bytes)
            .Import(new ImportOptions { Columns = new Dictionary<string, ColumnOptions> { ["name"] = new() { Type = ColumnType.Text } } });
        Assert.Equal(["name", "größe"], version.Header.Columns.Select(column => column.Name));
        Assert.Equal("Müller", version.Part("all").Column("name").ReadText(1));
        Assert.Equal(shown, version.Header.Detected.Single(found => found.Option == "encoding").Value);
    }

    [Fact]
    public void Types_are_guessed_missing_values_found_and_both_can_be_overridden()
    {
        fixture.Add("t.csv", "n,d,b,zip,c\n1.5,2024-02-29,true,01234,u\nNA,,FALSE,00501,v\n-3e2,2024-03-01T12:30:00Z,,10001,u\n,1999-12-31 23:59:59.5,true,90210,v\n");
        var version = fixture.Import();
        Assert.Equal([ColumnType.Number, ColumnType.Time, ColumnType.Boolean, ColumnType.Text, ColumnType.Category],
            version.Header.Columns.Select(column => column.Type));
        var part = version.Part("all");
        var numbers = new double[4];
        part.Column("n").ReadNumbers(0, numbers);
        Assert.Equal([1.5, double.NaN, -300, double.NaN], numbers);
        var times = new long[4];
        part.Column("d").ReadTimes(0, times);
        Assert.Equal(["2024-02-29", null, "2024-03-01T12:30:00Z", "1999-12-31T23:59:59.5Z"],
            times.Select(time => time == StoredColumn.MissingInt64 ? null : Times.ToText(time)));
        var truths = new int[4];
        part.Column("b").ReadCodes(0, truths);
        Assert.Equal([1, 0, -1, 1], truths);
        Assert.Equal("01234", part.Column("zip").ReadText(0));
        var forced = fixture.Import(new ImportOptions { Columns = new Dictionary<string,
            ColumnOptions> { ["zip"] = new() { Type = ColumnType.Number }, ["c"] = new() { Exclude = true } }, MissingValues = ["NA"] });
        Assert.Equal((4, ColumnType.Number), (forced.Header.Columns.Count, forced.Header.Columns[3].Type));
    }

    [Fact]
    public void Random_tables_read_as_CsvHelper_reads_them()
    {
        var state = 7u;
        for (var table = 0; table < 60; table++)
        {
            var (rows, columns) = (1 + Next(40), 2 + Next(5));
            var text = new StringBuilder(string.Join(',', Enumerable.Range(0, columns).Select(column => $"name{column}"))).Append('\n');
            for (var row = 0; row < rows; row++) text.Append(string.Join(',', Enumerable.Range(0, columns).Select(_ => Cell())))
                .Append(Next(2) == 0 ? "\n" : "\r\n");
            Compare(table, text.ToString(), columns);
        }

        int Next(int below) => (int)((state = state * 1664525 + 1013904223) >> 8) % below;

        string Cell() => Next(6) switch
        {
            0 => "plain",
            1 => "\"with, comma\"",
            2 => "\"line\nend\"",
            3 => "\"say \"\"x\"\" now\"",
            4 => $"w{Next(1000)}{new string('z', Next(90))}",
            _ => "\"\"\"\"",
        };
    }

    [Fact]
    public void A_table_of_several_blocks_reads_as_CsvHelper_reads_it()
    {
        var text = new StringBuilder("name0,name1,name2\n");
        for (var row = 0; row < 30_000; row++) text.Append(CultureInfo.InvariantCulture,
            $"\"cell {row}\nof two lines, {new string('x', row % 97)}\",{row},\"\"\"{row % 7}\"\"\"\r\n");
        Assert.True(text.Length > 2 << 20);
        Compare(0, text.ToString(), 3);
    }

    private static void Compare(int table, string text, int columns)
    {
        using var one = new ImportFixture();
        var options = new ImportOptions
        {
            Header = true, Delimiter = ",", Quote = "\"",
            Columns = Enumerable.Range(0, columns)
                .ToDictionary(column => $"name{column}", _ => new ColumnOptions { Type = ColumnType.Text, MissingValues = ["never"] }),
        };
        var part = one.Add($"t{table}.csv", text).Import(options).Parts[0];
        using var parser = new CsvParser(new StringReader(text), new CsvConfiguration(CultureInfo.InvariantCulture));
        parser.Read();
        for (var row = 0L; parser.Read(); row++)
        {
            for (var column = 0; column < columns; column++) Assert.Equal(parser.Record![column], part.Column($"name{column}").ReadText(row));
        }
    }

    [Theory]
    [InlineData("0", 0.0)]
    [InlineData("-0.5", -0.5)]
    [InlineData("+7", 7.0)]
    [InlineData("1e3", 1000.0)]
    [InlineData("123456789012345", 123456789012345.0)]
    [InlineData("0.1", 0.1)]
    [InlineData("3.141592653589793238", Math.PI)]
    [InlineData("179769313486231570000e288", 1.7976931348623157e308)]
    [InlineData("4.9e-324", 4.9e-324)]
    [InlineData(" 12 ", 12.0)]
    public void Numbers_are_read_correctly_rounded(string text, double value)
    {
        Assert.True(NumberParser.TryParse(Encoding.UTF8.GetBytes(text), (byte)'.', out var read));
        Assert.Equal(value, read);
    }

    [Theory]
    [InlineData("")]
    [InlineData("-")]
    [InlineData(".")]
    [InlineData("1.2.3")]
    [InlineData("0x10")]
    [InlineData("1e999")]
    [InlineData("NaN")]
    [InlineData("inf")]
    [InlineData("12345678901234567890")]
    [InlineData("1,5")]
    public void Texts_that_are_no_finite_numbers_are_told(string text) =>
        Assert.False(NumberParser.TryParse(Encoding.UTF8.GetBytes(text), (byte)'.', out _));

    [Fact]
    public void Random_numbers_are_read_as_the_runtime_reads_them()
    {
        var state = 1UL;
        for (var i = 0; i < 20_000; i++)
        {
            state = state * 6364136223846793005UL + 1442695040888963407UL;
            var value = BitConverter.UInt64BitsToDouble(state);
            if (!double.IsFinite(value)) continue;
            var text = i % 2 == 0 ? value.ToString("R", CultureInfo.InvariantCulture)
                : (value % 1e6).ToString("F" + (int)(state >> 60), CultureInfo.InvariantCulture);
            if (Math.Abs(value) > 1L << 53 && long.TryParse(text, out _)) continue; // Too long for a number: a name.
            Assert.True(NumberParser.TryParse(Encoding.UTF8.GetBytes(text), (byte)'.', out var read), text);
            Assert.Equal(double.Parse(text, CultureInfo.InvariantCulture), read);
        }
    }

    [Fact]
    public void A_columns_numbers_are_read_all_at_once_as_they_are_read_one_by_one()
    {
        var (state, pieces) = (7UL, "0123456789.-+ e");
        string[] texts =
        [
            "", "-", ".", "-.", "+5", "-0", "0.0", "-.5", "5.", "1.2.3", "1,5", "9007199254740992", "9007199254740993", "9999999999999999", "12345678901234567", "123456.7890123456",
            "1234567890123456", "-1234567890.12345", "0000000000000001", " 12", "12 ", "1e5", "NA", "\"3\"", "00000000.00000001",
            .. Enumerable.Range(0, 20_000).Select(i =>
            {
                string Next(int length) => string.Concat(Enumerable.Range(0, length).Select(_ =>
                {
                    state = state * 6364136223846793005UL + 1442695040888963407UL;
                    return pieces[(int)(state >> 40) % (i % 3 == 0 ? pieces.Length : 11)];
                }));
                return Next(i % 19);
            }),
        ];
        var block = Encoding.UTF8.GetBytes(string.Concat(texts.Select(text => $"x;{text};y\n")));
        var ends = Enumerable.Range(0, block.Length).Where(i => block[i] is (byte)';' or (byte)'\n').Select(i => i << 1).ToArray();
        var numbers = new double[texts.Length];
        for (var row = 0; row < texts.Length; row++)
        {
            var next = NumberCells.Read(block, ends, 1, 3, (byte)'.', row, numbers);
            for (; row < Math.Min(next + 1, texts.Length); row++)
            {
                var isNumber = NumberParser.TryParse(Encoding.UTF8.GetBytes(texts[row]), (byte)'.', out var expected);
                Assert.True(isNumber == row < next, $"\"{texts[row]}\"");
                if (isNumber) Assert.True(BitConverter.DoubleToInt64Bits(expected) == BitConverter.DoubleToInt64Bits(numbers[row]), $"\"{texts[row]}\" gave {numbers[row]}");
            }

            row--;
        }
    }
}
