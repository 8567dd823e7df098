using System.Text.Unicode;
using TrainingService.Contracts.Datasets;
using TrainingService.Datasets.Columns;
using TrainingService.Datasets.Importing;

namespace TrainingService.Datasets.Formats.Text;

/// <summary>
/// Plain text: the column `text`, one row per line in the file's order, empty lines too and without the line's end, so that the lines joined by
/// line feeds are the text again.
/// </summary>
internal sealed class PlainTextReader : IFormatReader
{
    public DatasetFormat Format => DatasetFormat.Text;

    public ReadResult Read(ImportContext context)
    {
        var column = new DatasetColumn { Name = "text", Type = ColumnType.Text, Storage = ColumnStorage.Utf8 };
        var detected = new List<DatasetDetection>();
        var parts = new List<DatasetPart>();
        foreach (var (part, files) in context.ByPart())
        {
            using var writer = new ColumnWriter(context.Folder, part, 0, column.Storage);
            var rows = 0L;
            foreach (var file in files)
            {
                var (beginning, encoding) = Utf8Source.Peek(file, context.Options.Encoding, context.Limits);
                if (encoding.IsUtf8 && beginning.AsSpan().IndexOf((byte)0) >= 0) throw Problems.At("binary", file.Name,
                    "The file is not text: it has zero bytes.", expected: "text");
                detected.Add(new DatasetDetection("encoding", encoding.Name, encoding.Confidence, file.Name));
                rows += ReadFile(context, file, encoding, writer, context.MostRows - rows);
                context.CheckRows(rows, file.Name);
            }

            if (rows > 0) parts.Add(new DatasetPart(part, rows));
        }

        return parts.Count == 0 ? throw Problems.At("empty", context.Files[0].Name, "There are no lines.")
            : new ReadResult(parts, [column], detected, []);
    }

    private static long ReadFile(ImportContext context, ImportFile file, TextEncoding encoding, ColumnWriter writer, long? mostRows)
    {
        using var blocks = new LineBlocks(new Utf8Source(file, encoding, context.Limits), file.Name, null, context.Limits);
        context.Progress.Open(file.Name);
        var block = new byte[LineBlocks.BufferFor(file)];
        var rows = 0L;
        while ((mostRows is null || rows < mostRows) && blocks.Read(ref block, out var length, out var line))
        {
            context.Cancellation.ThrowIfCancellationRequested();
            var text = block.AsSpan(0, length);
            if (!Utf8.IsValid(text))
            {
                var at = Utf8Check.FirstInvalid(text);
                throw Problems.At("bad_encoding", file.Name, $"The byte 0x{text[at]:x2} is no UTF-8.", line + text[..at].Count((byte)'\n'),
                    expected: "UTF-8",
                    remedy: "Set the option encoding (windows-1252 for files from older Western programs), or save the file as UTF-8.");
            }

            var first = rows;
            while (!text.IsEmpty)
            {
                var end = text.IndexOf((byte)'\n');
                var row = text[..end];
                if (row.EndsWith("\r"u8)) row = row[..^1];
                if (row.Length > context.Limits.CellBytes) throw Problems.TooLarge(file.Name, $"{row.Length:n0} bytes in a line",
                    $"at most {context.Limits.CellBytes:n0}", line + rows - first);
                writer.Append(row);
                text = text[(end + 1)..];
                rows++;
            }

            context.Progress.Add(length, rows - first);
        }

        return rows;
    }
}
