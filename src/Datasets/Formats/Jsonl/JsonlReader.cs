using System.Text;
using System.Text.Json;
using TrainingService.Contracts.Datasets;
using TrainingService.Datasets.Columns;
using TrainingService.Datasets.Formats.Tables;
using TrainingService.Datasets.Importing;

namespace TrainingService.Datasets.Formats.Jsonl;

/// <summary>
/// One JSON object per line. Members are columns (those of inner objects are named outer.inner); null and absent members are missing. Arrays of
/// numbers of one length are tensors; any other array is kept as its JSON text. A first reading finds the columns, a second one writes them.
/// </summary>
internal sealed class JsonlReader : IFormatReader
{
    public DatasetFormat Format => DatasetFormat.Jsonl;

    public ReadResult Read(ImportContext context)
    {
        var members = new JsonMembers(context);
        ImportFile[] files = [.. context.Files.Where(file => !ClassNames.IsList(file))];
        foreach (var file in files)
        {
            foreach (var _ in JsonlLines.Read(context, file,
                (line, row) => members.Add(file, line, row))) context.Cancellation.ThrowIfCancellationRequested();
        }

        if (members.All.Count == 0) throw Problems.At("empty", files.FirstOrDefault()?.Name, "There are no members.",
            expected: "a JSON object on each line");
        ClassNames.CheckOptions(context.Options, [.. members.All.Select(member => member.Name)], files[0].Name);
        JsonMember[] wanted = [.. members.All.Where(member => context.Options.Columns?.GetValueOrDefault(member.Name)?.Exclude != true)];
        TableColumn[] columns = [.. wanted.Select(member => member.ToColumn(context.Options))];
        while (true)
        {
            var parts = new List<DatasetPart>();
            var misfit = new bool[columns.Length];
            foreach (var (part, partFiles) in context.ByPart())
            {
                var rows = WritePart(context, part, [.. partFiles.Where(files.Contains)], wanted, columns, misfit);
                if (rows > 0) parts.Add(new DatasetPart(part, rows));
            }

            if (parts.Count == 0) throw Problems.At("empty", files[0].Name, "There are no rows.", expected: "at least one row");
            if (!misfit.Contains(true)) return new ReadResult(parts,
                [.. wanted.Select((member, i) => member.Size is { } size ? Tensor(member, size) : columns[i].ToStored())], [], members.Warnings());
            for (var i = 0; i < columns.Length; i++) columns[i] = misfit[i] ? columns[i].AsText(context.Options) : columns[i];
            foreach (var path in Directory.EnumerateFiles(context.Folder)) File.Delete(path);
        }
    }

    private static DatasetColumn Tensor(JsonMember member, int size) =>
        new() { Name = member.Name, Type = ColumnType.Tensor, Storage = ColumnStorage.Float32, Shape = [size] };

    private static long WritePart(ImportContext context, string part, ImportFile[] files, JsonMember[] members, TableColumn[] columns, bool[] misfit)
    {
        var writers = new List<ColumnWriter>();
        try
        {
            for (var i = 0; i < columns.Length; i++) writers.Add(
                new ColumnWriter(context.Folder, part, i, members[i].Size is null ? columns[i].ToStored().Storage : ColumnStorage.Float32));
            ColumnBuffer[] buffers = [.. columns.Select(column => new ColumnBuffer(column))];
            var places = members.Select((member, i) => (member.Name, i)).ToDictionary(pair => pair.Name, pair => pair.i, StringComparer.Ordinal);
            var rows = 0L;
            foreach (var file in files)
            {
                foreach (var _ in JsonlLines.Read(context, file,
                    (line, row) => WriteRow(file, line, row, places, members, buffers, writers, misfit))) rows++;
                context.CheckRows(rows, file.Name);
            }

            return rows;
        }
        finally
        {
            foreach (var writer in writers) writer.Dispose();
        }
    }

    private static void WriteRow(
        ImportFile file, JsonElement line, long row, Dictionary<string, int> places, JsonMember[] members, ColumnBuffer[] buffers,
            List<ColumnWriter> writers, bool[] misfit)
    {
        var seen = new JsonElement?[members.Length];
        foreach (var (name, value) in JsonMembers.Flatten(line))
        {
            if (places.TryGetValue(name, out var place)) seen[place] = value;
        }

        for (var i = 0; i < members.Length; i++)
        {
            if (members[i].Size is { } size)
            {
                writers[i].AppendFixed<float>([.. seen[i] is { ValueKind: JsonValueKind.Array } array
                    ? array.EnumerateArray().Select(number => (float)number.GetDouble()) : Enumerable.Repeat(float.NaN, size)]);
                continue;
            }

            var buffer = buffers[i];
            buffer.Begin(1);
            Add(buffer, seen[i]);
            if (buffer.Misfits > 0)
            {
                if (buffer.Column.IsForced) throw Problems.At("bad_value", file.Name,
                    $"{Problems.Quote(buffer.FirstMisfit.Cell)} is not {buffer.Column.Expected}.", row, members[i].Name, buffer.Column.Expected);
                misfit[i] = true;
            }

            buffer.Write(writers[i]);
        }
    }

    private static void Add(ColumnBuffer buffer, JsonElement? value)
    {
        switch (value?.ValueKind)
        {
            case null or JsonValueKind.Null or JsonValueKind.Undefined:
                buffer.AddMissing();
                break;
            case JsonValueKind.String:
                buffer.Add(Encoding.UTF8.GetBytes(value.Value.GetString()!), (byte)'.');
                break;
            default:
                buffer.Add(Encoding.UTF8.GetBytes(value.Value.GetRawText()), (byte)'.');
                break;
        }
    }
}
