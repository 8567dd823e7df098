using System.Globalization;
using System.Runtime.InteropServices;
using TrainingService.Contracts.Datasets;
using TrainingService.Datasets.Columns;

namespace TrainingService.Datasets.Analysis.Warnings;

/// <summary>
/// Rows that are there twice, by a 64-bit hash over all features (ids and the target aside): above all rows of one part that are in another too.
/// Above a million rows only those whose hash falls in a fixed share are compared, and the counts are estimates.
/// </summary>
internal static class DuplicateCheck
{
    private const long MostCompared = 1_000_000;
    private const int Block = 8192;
    private const int Stretch = 32 * Block;
    private const ulong Seed = 0x9E3779B97F4A7C15;

    public static IEnumerable<DatasetWarning> Of(StoredVersion version, IReadOnlyList<DatasetColumn> columns, DatasetColumn? target,
        CancellationToken cancellation)
    {
        DatasetColumn[] hashed = [.. columns.Where(column => column.Role is not (ColumnRole.Id or ColumnRole.Time) && column.Name != target?.Name)];
        // Equal values at other times are no duplicates, nor are equal lines of a text.
        if (hashed.Length == 0 || columns.Any(column => column.Role == ColumnRole.Time) || columns is [{ Type: ColumnType.Text }]) yield break;
        var total = version.Parts.Sum(part => part.Rows);
        var share = (ulong)Math.Max(1, (total + MostCompared - 1) / MostCompared);
        var seen = new List<(string Part, Dictionary<ulong, long> Rows)>();
        foreach (var part in version.Parts)
        {
            var (own, doubles, firstDouble) = Rows(part, hashed, share, cancellation);
            var about = share > 1 ? "about " : "";
            if (doubles > 0)
            {
                var text = string.Create(CultureInfo.InvariantCulture,
                    $"{about}{doubles * (long)share:n0} of {part.Rows:n0} rows are the same as an earlier one.");
                yield return new DatasetWarning("duplicate_rows", Capital(text), null, part.Name, firstDouble + 1,
                    "A random split puts such rows into both of its parts; take them out, or split by group.");
            }

            foreach (var (other, rows) in seen)
            {
                var (common, first) = (0L, long.MaxValue);
                foreach (var (hash, row) in own)
                {
                    if (!rows.ContainsKey(hash)) continue;
                    common++;
                    first = Math.Min(first, row);
                }

                if (common == 0) continue;
                var text = string.Create(CultureInfo.InvariantCulture,
                    $"{about}{common * (long)share:n0} different rows of {part.Name} are in {other} too.");
                yield return new DatasetWarning("duplicates_across_parts", Capital(text), null, part.Name, first + 1,
                    $"The score on {part.Name} is too good by them; take them out of {other}.");
            }

            seen.Add((part.Name, own));
        }
    }

    private static string Capital(string text) => char.ToUpperInvariant(text[0]) + text[1..];

    private static (Dictionary<ulong, long> Rows, long Doubles, long FirstDouble) Rows(StoredPart part, DatasetColumn[] columns, ulong share,
        CancellationToken cancellation)
    {
        // Hashes are worked out in stretches side by side; which rows are doubles is told in their order.
        var stretches = new List<(ulong Hash, long Row)>[(part.Rows + Stretch - 1) / Stretch];
        var parallel = new ParallelOptions { CancellationToken = cancellation, MaxDegreeOfParallelism = Environment.ProcessorCount };
        Parallel.For(0, stretches.Length, parallel, i => stretches[i] = Hashes(part, columns, share, i * (long)Stretch, cancellation));
        var rows = new Dictionary<ulong, long>(stretches.Sum(stretch => stretch.Count));
        var (doubles, firstDouble) = (0L, -1L);
        foreach (var (hash, row) in stretches.SelectMany(stretch => stretch))
        {
            if (rows.TryAdd(hash, row)) continue;
            doubles++;
            if (firstDouble < 0) firstDouble = row;
        }

        return (rows, doubles, firstDouble);
    }

    /// <summary>The hashes to be compared, of one stretch of rows.</summary>
    private static List<(ulong Hash, long Row)> Hashes(StoredPart part, DatasetColumn[] columns, ulong share, long begin, CancellationToken cancellation)
    {
        var found = new List<(ulong Hash, long Row)>();
        var hashes = new ulong[Block];
        var end = Math.Min(part.Rows, begin + Stretch);
        for (var first = begin; first < end; first += Block)
        {
            cancellation.ThrowIfCancellationRequested();
            var block = hashes.AsSpan(0, (int)Math.Min(Block, end - first));
            block.Fill(Seed);
            foreach (var column in columns) Hash(part.Column(column.Name), first, block);
            for (var i = 0; i < block.Length; i++)
            {
                var hash = Bits.Mix(block[i]);
                if (hash % share == 0) found.Add((hash, first + i));
            }
        }

        return found;
    }

    /// <summary>Adds a column's values to the rows' hashes.</summary>
    private static void Hash(StoredColumn column, long first, Span<ulong> hashes)
    {
        switch (column.RowBytes)
        {
            case 8:
                Add(MemoryMarshal.Cast<byte, ulong>(column.RowsBytes(first, hashes.Length)), hashes);
                break;
            case 4:
                Add(MemoryMarshal.Cast<byte, uint>(column.RowsBytes(first, hashes.Length)), hashes);
                break;
            default:
                for (var i = 0; i < hashes.Length; i++) hashes[i] = Step(hashes[i], Utf8Dictionary.Hash(column.RowSpan(first + i)));
                break;
        }
    }

    private static void Add(ReadOnlySpan<ulong> values, Span<ulong> hashes)
    {
        for (var i = 0; i < hashes.Length; i++) hashes[i] = Step(hashes[i], values[i]);
    }

    private static void Add(ReadOnlySpan<uint> values, Span<ulong> hashes)
    {
        for (var i = 0; i < hashes.Length; i++) hashes[i] = Step(hashes[i], values[i]);
    }

    private static ulong Step(ulong hash, ulong value)
    {
        hash = (hash ^ value) * 0xff51afd7ed558ccdUL;
        return hash ^ (hash >> 32);
    }
}
