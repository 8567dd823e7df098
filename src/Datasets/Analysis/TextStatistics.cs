using TrainingService.Contracts.Datasets;
using TrainingService.Datasets.Columns;

namespace TrainingService.Datasets.Analysis;

/// <summary>Statistics of texts.</summary>
internal static class TextStatistics
{
    private const int Block = 1024;
    private const int TopValues = 10;
    private const int MostLetters = 100;

    public static ColumnStatistics Of(StoredColumn column, CancellationToken cancellation)
    {
        var distinct = new DistinctCounter();
        var lengths = new Lengths();
        for (var first = 0L; first < column.Rows; first += Block)
        {
            cancellation.ThrowIfCancellationRequested();
            var count = (int)Math.Min(Block, column.Rows - first);
            var texts = column.Texts(first, count);
            for (var i = 0; i < count; i++)
            {
                if (texts.IsMissing(i)) continue;
                lengths.Add(Letters(texts[i]));
                distinct.Add(Utf8Dictionary.Hash(texts[i]), first + i);
            }
        }

        return new ColumnStatistics
        {
            Count = lengths.Count,
            Missing = column.Rows - lengths.Count,
            Distinct = distinct.Count,
            DistinctIsExact = !distinct.Values.IsFull,
            Lengths = lengths.Result(),
            Top = distinct.Values.IsFull ? null
                : [.. distinct.Top(TopValues).Where(entry => entry.Times > 1)
                    .Select(entry => new ValueCount(Cut(column.ReadText(entry.Row)!), entry.Times))],
        };
    }

    /// <summary>Characters (code points) of UTF-8 text: all bytes that do not continue one.</summary>
    public static int Letters(ReadOnlySpan<byte> text)
    {
        if (System.Text.Ascii.IsValid(text)) return text.Length;
        var count = 0;
        foreach (var value in text) count += (value & 0xc0) != 0x80 ? 1 : 0;
        return count;
    }

    private static string Cut(string text) => text.Length <= MostLetters ? text : text[..MostLetters] + "…";
}

/// <summary>Adds up lengths.</summary>
internal sealed class Lengths
{
    private readonly Reservoir sample = new();
    private long sum;
    private long least = long.MaxValue;
    private long greatest;

    public long Count { get; private set; }

    public void Add(long length)
    {
        Count++;
        sum += length;
        least = Math.Min(least, length);
        greatest = Math.Max(greatest, length);
        sample.Add(length);
    }

    public LengthStatistics? Result() => Count == 0 ? null : new LengthStatistics(least, greatest, (double)sum / Count, sample.Quantile(0.95));
}
