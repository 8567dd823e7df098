using TrainingService.Contracts.Datasets;
using TrainingService.Datasets.Formats.Text;
using TrainingService.Datasets.Importing;

namespace TrainingService.Datasets.Formats.Csv;

/// <summary>One file of a table: how it is written and its first rows.</summary>
internal sealed record CsvFile(ImportFile File, TextEncoding Encoding, CsvDialect Dialect, double DialectConfidence, bool HasHeader,
    double HeaderConfidence, CsvSample Sample)
{
    /// <summary>Bytes that are looked at before all are read.</summary>
    public const int SampleBytes = 1 << 20;

    /// <summary>The columns' names, or column_1 and so on.</summary>
    public string[] Names { get; } = HasHeader ? Sample.Names(File.Name) : [.. Enumerable.Range(0, Sample.Width).Select(CsvSample.Unnamed)];

    /// <summary>Looks at the beginning of a file.</summary>
    public static CsvFile Look(ImportFile file, ImportContext context)
    {
        var (_, encoding) = Utf8Source.Peek(file, context.Options.Encoding, context.Limits);
        var beginning = Beginning(file, encoding, context.Limits);
        var (dialect, dialectConfidence) = DialectDetector.Detect(beginning, context.Options);
        var sample = CsvSample.Read(beginning, dialect);
        if (sample.Rows.Count == 0)
        {
            throw Problems.At("empty", file.Name, "There are no rows.", expected: "a row of column names and rows of cells",
                remedy: "If a quote at the beginning is never closed and quotes mean nothing, set the option quote to \"\".");
        }

        context.CheckColumns(sample.Width, file.Name);
        var (hasHeader, headerConfidence) = HeaderDetector.Detect(sample, dialect.Decimal, context.Options);
        return new CsvFile(file, encoding, dialect, dialectConfidence, hasHeader, headerConfidence, sample);
    }

    /// <summary>What was detected, as the options would say it.</summary>
    public IReadOnlyList<DatasetDetection> Detections() =>
    [
        new("encoding", Encoding.Name, Encoding.Confidence, File.Name),
        new("delimiter", ((char)Dialect.Delimiter).ToString(), DialectConfidence, File.Name),
        new("quote", Dialect.Quote is { } quote ? ((char)quote).ToString() : "", 0.9, File.Name),
        new("decimal", ((char)Dialect.Decimal).ToString(), 0.9, File.Name),
        new("header", HasHeader ? "true" : "false", HeaderConfidence, File.Name),
    ];

    private static byte[] Beginning(ImportFile file, TextEncoding encoding, ImportLimits limits)
    {
        using var source = new Utf8Source(file, encoding, limits);
        var bytes = new byte[LineBlocks.BufferFor(file) + 1];
        var length = 0;
        while (true)
        {
            length += source.Read(bytes.AsSpan(length, bytes.Length - 1 - length));
            if (length < bytes.Length - 1 || length >= SampleBytes) break;
            Array.Resize(ref bytes, Math.Min(SampleBytes, length * 4) + 1);
        }

        if (length < bytes.Length - 1)
        {
            if (length > 0 && bytes[length - 1] != (byte)'\n') bytes[length++] = (byte)'\n';
            return bytes[..length];
        }

        var end = bytes.AsSpan(0, length).LastIndexOf((byte)'\n') + 1;
        return end > 0 ? bytes[..end]
            : throw Problems.At("row_too_long", file.Name, $"The first row has more than {SampleBytes:n0} bytes.", 1, expected: "a line end",
                remedy: "Is it a table at all?");
    }
}
