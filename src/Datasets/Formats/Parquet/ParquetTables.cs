using Parquet;
using Parquet.Schema;
using TrainingService.Contracts.Datasets;
using TrainingService.Datasets.Columns;
using TrainingService.Datasets.Importing;

namespace TrainingService.Datasets.Formats.Parquet;

/// <summary>Apache Parquet with flat columns. One row group of one column is in memory at a time.</summary>
internal sealed class ParquetTables : IFormatReader
{
    /// <summary>Rows of a group that are read at once; writers make groups of about a million.</summary>
    private const int MostGroupRows = 1 << 24;

    public DatasetFormat Format => DatasetFormat.Parquet;

    public ReadResult Read(ImportContext context)
    {
        ParquetColumn[]? columns = null;
        var parts = new List<DatasetPart>();
        foreach (var (part, files) in context.ByPart())
        {
            var rows = 0L;
            var writers = new List<ColumnWriter>();
            try
            {
                foreach (var file in files.Where(file => !ClassNames.IsList(file))) rows += Guard(file,
                    () => ReadFile(context, part, file, ref columns, writers, context.MostRows - rows));
            }
            finally
            {
                foreach (var writer in writers) writer.Dispose();
            }

            if (rows > 0) parts.Add(new DatasetPart(part, rows));
        }

        if (columns is null || parts.Count == 0) throw Problems.At("empty", context.Files[0].Name, "There are no rows.",
            expected: "at least one row");
        return new ReadResult(parts, [.. columns.Select(column => column.Column)], [], []);
    }

    /// <summary>What the library throws at damaged files is of many kinds.</summary>
    private static long Guard(ImportFile file, Func<long> read)
    {
        try
        {
            return read();
        }
        catch (Exception exception) when (exception is not (DatasetProblemException or OperationCanceledException or OutOfMemoryException))
        {
            throw Problems.Damaged(file.Name, $"The Parquet file can't be read ({exception.Message})", exception);
        }
    }

    private static long ReadFile(ImportContext context, string part, ImportFile file, ref ParquetColumn[]? columns, List<ColumnWriter> writers,
        long? mostRows)
    {
        context.Progress.Open(file.Name);
        using var stream = File.OpenRead(file.Path);
        var reader = ParquetReader.CreateAsync(stream, cancellationToken: context.Cancellation).GetAwaiter().GetResult();
        try
        {
            var fields = Fields(context, file, reader.Schema);
            columns ??= [.. fields.Select(field => ParquetColumn.Of(field, file))];
            Check(columns, fields, file);
            if (writers.Count == 0)
            {
                for (var i = 0; i < columns.Length; i++) writers.Add(new ColumnWriter(context.Folder, part, i, columns[i].Column.Storage));
            }

            var rows = 0L;
            for (var group = 0; group < reader.RowGroupCount && (mostRows is null || rows < mostRows); group++)
            {
                using var rowGroup = reader.OpenRowGroupReader(group);
                if (rowGroup.RowCount > MostGroupRows) throw Problems.TooLarge(file.Name, $"{rowGroup.RowCount:n0} rows in a row group",
                    $"at most {MostGroupRows:n0}", rows + 1);
                context.CheckRows(rows + rowGroup.RowCount, file.Name);
                for (var i = 0; i < columns.Length; i++)
                {
                    context.Cancellation.ThrowIfCancellationRequested();
                    columns[i].Copy(rowGroup, fields[i], writers[i], file, rows, context);
                }

                rows += rowGroup.RowCount;
                context.Progress.Add(rowGroup.RowGroup.TotalByteSize, rowGroup.RowCount);
            }

            return rows;
        }
        finally
        {
            reader.DisposeAsync().AsTask().GetAwaiter().GetResult();
        }
    }

    private static DataField[] Fields(ImportContext context, ImportFile file, ParquetSchema schema)
    {
        ClassNames.CheckOptions(context.Options, [.. schema.Fields.Select(field => field.Name)], file.Name);
        var wanted = schema.Fields.Where(field => context.Options.Columns?.GetValueOrDefault(field.Name)?.Exclude != true).ToList();
        context.CheckColumns(wanted.Count, file.Name);
        var nested = wanted.Find(field => field is not DataField || ((DataField)field).IsArray || field.MaxRepetitionLevel > 0);
        if (nested is not null)
        {
            throw Problems.At("nested_column", file.Name,
                $"The column is {(nested is DataField ? "a list" : nested.SchemaType.ToString().ToLowerInvariant())}.", column: nested.Name,
                expected: "flat columns of plain values",
                remedy: $"Leave it out with columns.{nested.Name}.exclude, or write its members as columns of their own.");
        }

        var twice = wanted.GroupBy(field => field.Name).FirstOrDefault(group => group.Count() > 1);
        if (twice is not null) throw Problems.At("duplicate_column", file.Name, "The column name is there twice.", column: twice.Key,
            expected: "each name once");
        return [.. wanted.Cast<DataField>()];
    }

    private static void Check(ParquetColumn[] columns, DataField[] fields, ImportFile file)
    {
        for (var i = 0; i < Math.Max(columns.Length, fields.Length); i++)
        {
            if (i < columns.Length && i < fields.Length && columns[i].Column.Name == fields[i].Name && columns[i].Type == fields[i].ClrType) continue;
            throw Problems.At("other_columns", file.Name, "The columns differ from those of the other files.", column: i < fields.Length
                ? fields[i].Name : columns[i].Column.Name,
                expected: string.Join(", ", columns.Select(column => $"{column.Column.Name} ({column.Type.Name})").Take(50)));
        }
    }
}
