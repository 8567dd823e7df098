using TrainingService.Contracts.Datasets;
using TrainingService.Datasets.Columns;
using TrainingService.Datasets.Formats.Tables;
using TrainingService.Datasets.Formats.Text;
using TrainingService.Datasets.Importing;

namespace TrainingService.Datasets.Formats.Csv;

/// <summary>Cells of a column that are not what it was taken for.</summary>
internal sealed record CsvMisfits(long Count, string File, string Part, long Line, string Cell)
{
    public static CsvMisfits None { get; } = new(0, "", "", 0, "");
}

/// <summary>One reading of all files into columns: blocks are cut by one thread, parsed by several, and written in the file's order.</summary>
internal sealed class CsvPass(ImportContext context, TableColumn[] columns)
{
    private const long WriteBuffers = 64 << 20;

    private readonly Stack<CsvBlock> free = [];
    private readonly int workers = Math.Max(1, Environment.ProcessorCount);
    private readonly Utf8Dictionary[] texts = [.. columns.Select(_ => new Utf8Dictionary(ColumnBuffer.MostTexts))];
    private long allRows;

    /// <summary>What did not fit, by column.</summary>
    public CsvMisfits[] Misfits { get; } = [.. columns.Select(_ => CsvMisfits.None)];

    /// <summary>The columns as they are stored; those of codes with their texts, in the order of appearance.</summary>
    public DatasetColumn[] ToStored() =>
        [.. columns.Select((column, i) => column.Kind == CellKind.Code ? column.ToStored() with { Classes = texts[i].ToArray() }
        : column.ToStored())];

    /// <summary>Reads the files of one part.</summary>
    public DatasetPart ReadPart(string part, IReadOnlyList<CsvFile> files)
    {
        var buffer = (int)Math.Clamp(WriteBuffers / columns.Length, 1 << 12, BlockFile.UsualBuffer);
        var writers = new List<ColumnWriter>();
        try
        {
            for (var i = 0; i < columns.Length; i++) writers.Add(new ColumnWriter(context.Folder, part, i, columns[i].ToStored().Storage, buffer));
            var rows = 0L;
            foreach (var file in files) rows += ReadFile(part, file, writers, context.MostRows - rows);
            return new DatasetPart(part, rows);
        }
        finally
        {
            foreach (var writer in writers) writer.Dispose();
        }
    }

    private long ReadFile(string part, CsvFile file, List<ColumnWriter> writers, long? mostRows)
    {
        context.Progress.Open(file.File.Name);
        int[] places = [.. columns.Select(column => Array.IndexOf(file.Names, column.Name))];
        using var blocks = new LineBlocks(new Utf8Source(file.File, file.Encoding, context.Limits), file.File.Name, file.Dialect.Quote,
            context.Limits);
        var running = new Queue<(CsvBlock Block, Task Task)>();
        var rows = 0L;
        try
        {
            for (var isFirst = true; mostRows is null || rows < mostRows; isFirst = false)
            {
                context.Cancellation.ThrowIfCancellationRequested();
                var block = free.Count > 0 ? free.Pop() : new CsvBlock(columns, context.Limits, LineBlocks.BufferFor(file.File));
                if (!blocks.Read(ref block.Bytes, out block.Length, out block.FirstLine)) break;
                (block.Places, block.SkipFirstRow) = (places, isFirst && file.HasHeader);
                running.Enqueue((block, Task.Run(() => block.Parse(file.File.Name, file.Dialect, file.Sample.Width))));
                if (running.Count > workers) rows += Finish(part, file, running.Dequeue(), writers);
            }

            while (running.Count > 0) rows += Finish(part, file, running.Dequeue(), writers);
            return rows;
        }
        finally
        {
            // After a problem nobody may go on parsing; what they find no longer matters.
            Task.WhenAll(running.Select(pair => pair.Task)).ContinueWith(_ => { }, TaskScheduler.Default).GetAwaiter().GetResult();
        }
    }

    private int Finish(string part, CsvFile file, (CsvBlock Block, Task Task) parsed, List<ColumnWriter> writers)
    {
        parsed.Task.GetAwaiter().GetResult();
        var block = parsed.Block;
        allRows += block.Rows;
        context.CheckRows(allRows, file.File.Name);
        for (var i = 0; i < columns.Length; i++)
        {
            var column = block.Columns[i];
            column.Write(writers[i], texts[i]);
            if (column.Misfits > 0) Note(i, column, part, file, block);
        }

        context.Progress.Add(block.Length, block.Rows);
        free.Push(block);
        return block.Rows;
    }

    private void Note(int index, ColumnBuffer column, string part, CsvFile file, CsvBlock block)
    {
        if (columns[index].Kind == CellKind.Code)
        {
            Misfits[index] = Misfits[index] with { Count = Misfits[index].Count + column.Misfits };
            return;
        }

        var line = block.LineOf(column.FirstMisfit.Row, file.Sample.Width);
        if (columns[index].IsForced)
        {
            throw Problems.At("bad_value", file.File.Name, $"{Problems.Quote(column.FirstMisfit.Cell)} is not {columns[index].Expected}.", line,
                columns[index].Name,
                columns[index].Expected, $"Mend the cell, or add it to columns.{columns[index].Name}.missing_values.");
        }

        var earlier = Misfits[index];
        Misfits[index] = earlier.Count > 0 ? earlier with { Count = earlier.Count + column.Misfits }
            : new CsvMisfits(column.Misfits, file.File.Name, part, line, column.FirstMisfit.Cell);
    }
}
