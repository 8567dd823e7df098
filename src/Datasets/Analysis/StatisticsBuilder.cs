using TrainingService.Contracts.Datasets;
using TrainingService.Datasets.Columns;
using TrainingService.Datasets.Importing;

namespace TrainingService.Datasets.Analysis;

/// <summary>Statistics of all columns in all parts, one reading of each, several columns at a time.</summary>
internal static class StatisticsBuilder
{
    public static DatasetColumn[] Add(ImportContext context, IReadOnlyList<DatasetPart> parts, IReadOnlyList<DatasetColumn> columns)
    {
        var results = new ColumnStatistics[columns.Count, parts.Count];
        Parallel.For(0, columns.Count * parts.Count,
            new ParallelOptions { CancellationToken = context.Cancellation, MaxDegreeOfParallelism = Environment.ProcessorCount }, job =>
        {
            var (index, part) = (job / parts.Count, job % parts.Count);
            using var column = StoredColumn.Open(ColumnFiles.Path(context.Folder, parts[part].Name, index), columns[index], parts[part].Rows);
            results[index, part] = Of(column, context.Cancellation);
            context.Progress.Add(column.TotalBytes);
        });
        return [.. columns.Select((column, index) => column with
        {
            Statistics = parts.Select((part, number) => (part.Name, results[index, number])).ToDictionary(pair => pair.Name, pair => pair.Item2),
        })];
    }

    /// <summary>Statistics of one column of one part.</summary>
    public static ColumnStatistics Of(StoredColumn column, CancellationToken cancellation) => column.Info.Type switch
    {
        ColumnType.Text => TextStatistics.Of(column, cancellation),
        ColumnType.Category or ColumnType.Boolean => ClassStatistics.OfCodes(column, cancellation),
        ColumnType.Mask => ClassStatistics.OfMasks(column, cancellation),
        ColumnType.Boxes => ClassStatistics.OfBoxes(column, cancellation),
        ColumnType.Image => PixelStatistics.OfImages(column, cancellation),
        ColumnType.Tensor => PixelStatistics.OfTensors(column, cancellation),
        _ => NumberStatistics.Of(column, cancellation),
    };
}
