using TrainingService.Contracts.Datasets;
using TrainingService.Datasets.Columns;
using TrainingService.Datasets.Formats;
using TrainingService.Datasets.Importing;

namespace TrainingService.Datasets.Analysis;

/// <summary>Turns what a reader wrote into the final columns: types refined, roles guessed, statistics and warnings added.</summary>
internal static class DatasetAnalyzer
{
    public static ReadResult Analyse(ImportContext context, ReadResult read)
    {
        var columns = read.Columns.ToList();
        for (var i = 0; i < columns.Count; i++)
        {
            if (columns[i].Type != ColumnType.Text && !(columns[i].Type == ColumnType.Number && TargetNames.IsLabel(columns[i].Name))) continue;
            var values = Distinct(context, read.Parts, i, columns[i]);
            if (values is null) continue;
            columns[i] = CategoryEncoder.Encode(context, read.Parts, i, columns[i], CategoryOrder.Sort(values).Classes, _ => false);
        }

        var target = columns.FindIndex(column => TargetNames.Score(column.Name) > 0.5);
        if (target >= 0) columns[target] = columns[target] with { Role = ColumnRole.Target };
        return read with { Columns = columns };
    }

    private static string[]? Distinct(ImportContext context, IReadOnlyList<DatasetPart> parts, int index, DatasetColumn column)
    {
        var values = new Utf8Dictionary(context.Limits.Classes);
        var rows = 0L;
        foreach (var part in parts)
        {
            using var stored = StoredColumn.Open(ColumnFiles.Path(context.Folder, part.Name, index), column, part.Rows);
            for (var row = 0L; row < part.Rows; row++)
            {
                if (!stored.IsMissing(row) && values.Add(ColumnTexts.Utf8(stored, row)) < 0) return null;
            }

            rows += part.Rows;
        }

        return values.Count <= Math.Max(20, rows / 2) ? values.ToArray() : null;
    }
}
