using TrainingService.Contracts.Datasets;
using TrainingService.Datasets.Columns;
using TrainingService.Datasets.Importing;

namespace TrainingService.Datasets.Analysis;

/// <summary>Makes one tensor column of several columns of numbers, as the option combine asks; the single columns go.</summary>
internal static class ColumnCombiner
{
    private const int Block = 1024;

    public static ReadResult Combine(ImportContext context, ReadResult read)
    {
        foreach (var wanted in context.Options.Combine ?? []) read = Combine(context, read, wanted);
        return read;
    }

    private static ReadResult Combine(ImportContext context, ReadResult read, CombinedColumn wanted)
    {
        var sources = Sources(read.Columns, wanted);
        var size = wanted.Shape.Aggregate(1L, (product, side) => product * Math.Max(0, side));
        if (size != sources.Count || size == 0)
        {
            throw Problems.At("shape", null, $"The option combine makes [{string.Join(", ", wanted.Shape)}] of {sources.Count} columns.",
                column: wanted.Name,
                expected: $"{size} columns, as the shape has values");
        }

        var kept = Enumerable.Range(0, read.Columns.Count).Except(sources).ToList();
        if (kept.Any(index => read.Columns[index].Name == wanted.Name)) throw Problems.At("duplicate_column", null,
            $"There is a column {Problems.Quote(wanted.Name)} already.", column: wanted.Name);
        var columns = new List<DatasetColumn> { new() { Name = wanted.Name, Type = ColumnType.Tensor, Storage = ColumnStorage.Float32,
            Shape = [.. wanted.Shape] } };
        columns.AddRange(kept.Select(index => read.Columns[index]));
        foreach (var part in read.Parts)
        {
            Write(context, read, part, sources);
            foreach (var ending in sources.SelectMany(index => Files(context, part, index, read.Columns[index]))) File.Delete(ending);
            for (var i = 0; i < kept.Count; i++) Move(context, part, kept[i], -i - 1, read.Columns[kept[i]]);
            File.Move(ColumnFiles.Path(context.Folder, part.Name, int.MinValue + 1),
                ColumnFiles.Path(context.Folder, part.Name, 0) + ColumnFiles.Values);
            for (var i = 0; i < kept.Count; i++) Move(context, part, -i - 1, i + 1, read.Columns[kept[i]]);
        }

        return read with { Columns = columns };
    }

    private static List<int> Sources(IReadOnlyList<DatasetColumn> columns, CombinedColumn wanted)
    {
        var found = new List<int>();
        foreach (var name in wanted.Columns)
        {
            var matches = Enumerable.Range(0, columns.Count)
                .Where(index => name.EndsWith('*') ? columns[index].Name.StartsWith(name[..^1], StringComparison.Ordinal)
                    : columns[index].Name == name).ToList();
            if (matches.Count == 0) throw Problems.At("unknown_column", null,
                $"The option combine names a column {Problems.Quote(name)} that is not there.",
                expected: string.Join(", ", columns.Take(50).Select(column => column.Name)));
            found.AddRange(matches.Where(index => !found.Contains(index)));
        }

        var odd = found.Find(index => columns[index].Type != ColumnType.Number);
        return found.Count == 0 || columns[odd].Type == ColumnType.Number || !found.Contains(odd) ? found
            : throw Problems.At("wrong_type", null, "Only columns of numbers can be combined.", column: columns[odd].Name);
    }

    private static void Write(ImportContext context, ReadResult read, DatasetPart part, List<int> sources)
    {
        StoredColumn[] stored = [.. sources.Select(
            index => StoredColumn.Open(ColumnFiles.Path(context.Folder, part.Name, index), read.Columns[index], part.Rows))];
        using var file = new BlockFile(ColumnFiles.Path(context.Folder, part.Name, int.MinValue + 1));
        var block = new float[Block];
        var rows = new float[Block * stored.Length];
        for (var first = 0L; first < part.Rows; first += Block)
        {
            var count = (int)Math.Min(Block, part.Rows - first);
            for (var column = 0; column < stored.Length; column++)
            {
                stored[column].ReadNumbers(first, block.AsSpan(0, count));
                for (var row = 0; row < count; row++) rows[row * stored.Length + column] = block[row];
            }

            file.Write<float>(rows.AsSpan(0, count * stored.Length));
        }

        foreach (var column in stored) column.Dispose();
    }

    private static IEnumerable<string> Files(ImportContext context, DatasetPart part, int index, DatasetColumn column) =>
        ColumnFiles.Endings(column.Storage).Select(ending => ColumnFiles.Path(context.Folder, part.Name, index) + ending);

    private static void Move(ImportContext context, DatasetPart part, int from, int to, DatasetColumn column)
    {
        foreach (var ending in ColumnFiles.Endings(column.Storage))
        {
            File.Move(ColumnFiles.Path(context.Folder, part.Name, from) + ending, ColumnFiles.Path(context.Folder, part.Name, to) + ending);
        }
    }
}
