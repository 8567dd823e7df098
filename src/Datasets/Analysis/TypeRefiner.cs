using System.Globalization;
using System.Text;
using TrainingService.Contracts.Datasets;
using TrainingService.Datasets.Columns;
using TrainingService.Datasets.Formats;
using TrainingService.Datasets.Formats.Tables;
using TrainingService.Datasets.Importing;

namespace TrainingService.Datasets.Analysis;

/// <summary>Decides which columns of texts and whole numbers are categories, and rewrites those.</summary>
internal static class TypeRefiner
{
    private const int FewClasses = 50;
    private const int LongText = 64;
    private const int Block = 4096;
    private const int MostNumberClasses = 100;

    /// <summary>Texts that repeat become categories; so does a target of few whole numbers, and whatever the options say.</summary>
    public static DatasetColumn Refine(ImportContext context, IReadOnlyList<DatasetPart> parts, int index, DatasetColumn column, bool isTarget)
    {
        var options = context.Options.Columns?.GetValueOrDefault(column.Name);
        var isForced = options?.Type is not null;
        var wanted = options?.Type == ColumnType.Category;
        var mayBe = column.Type == ColumnType.Text && (wanted || !isForced)
            || column.Type == ColumnType.Number && (wanted || !isForced && isTarget && column.Storage != ColumnStorage.Float32);
        if (!mayBe) return DraftCodes.Is(column) ? DraftCodes.ToText(context, parts, index, column) : column;
        if (DraftCodes.Is(column) && options?.Classes is not null) column = DraftCodes.ToText(context, parts, index,
            column); // So that a class that is not given is found with its row.
        var values = Collect(context, parts, index, column);
        if (values is null)
        {
            return !wanted ? DraftCodes.Is(column) ? DraftCodes.ToText(context, parts, index, column) : column
                : throw Problems.TooLarge(context.Files[0].Name, $"More than {context.Limits.Classes:n0} classes",
                $"at most {context.Limits.Classes:n0}", column: column.Name);
        }

        var missing = Missing.InCategories(context.Options, column.Name);
        string[] texts = [.. values.Texts.Where(text => column.Type == ColumnType.Number || !missing.Is(Encoding.UTF8.GetBytes(text)))];
        if (options?.Classes is { } given) return Encode(context, parts, index, column with { Classes = given }, given,
            missing) with { TypeConfidence = 1 };
        var missingTexts = values.Texts.Length - texts.Length; // Rows of theirs, at least.
        var confidence = wanted ? 1 : column.Type == ColumnType.Text ? OfTexts(column.Name, texts, values.Rows - missingTexts)
            : OfNumbers(column.Name, texts, values.Rows);
        if (confidence == 0 || texts.Length == 0) return DraftCodes.Is(column) ? DraftCodes.ToText(context, parts, index, column) : column;
        return Encode(context, parts, index, column, CategoryOrder.Sort(texts).Classes, missing) with { TypeConfidence = confidence };
    }

    private static DatasetColumn Encode(
        ImportContext context, IReadOnlyList<DatasetPart> parts, int index, DatasetColumn column, IReadOnlyList<string> classes, Missing missing)
    {
        return DraftCodes.Is(column) ? DraftCodes.ToCategory(context, parts, index, column, classes)
            : CategoryEncoder.Encode(context, parts, index, column, classes, text => missing.Is(Encoding.UTF8.GetBytes(text)));
    }

    /// <summary>How sure texts are classes: each is there several times, and none is a long one.</summary>
    private static double OfTexts(string name, string[] texts, long rows)
    {
        var repeats = (double)rows / Math.Max(1, texts.Length);
        if (TargetNames.IsLabel(name) && texts.Length <= FewClasses && repeats > 1) return 0.9;
        if (texts.Length > FewClasses && texts.Average(text => text.Length) > LongText) return 0;
        if (texts.Length > FewClasses) return repeats >= 5 ? 0.85 : 0;
        if (repeats >= 2) return 0.95;
        // In a handful of rows one word that is there twice must do.
        return repeats > 1.25 && Array.TrueForAll(texts, text => !text.Contains(' ', StringComparison.Ordinal)) ? 0.6 : 0;
    }

    /// <summary>How sure whole numbers are classes: few, each there often; surer under the name of a label.</summary>
    private static double OfNumbers(string name, string[] texts, long rows)
    {
        if (texts.Length < 2 || !Array.TrueForAll(texts,
            text => long.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out _))) return 0;
        if (TargetNames.IsLabel(name)) return rows >= 2L * texts.Length ? 0.95 : 0;
        return texts.Length <= MostNumberClasses && rows >= 10L * texts.Length ? texts.Length <= 20 ? 0.8 : 0.6 : 0;
    }

    /// <summary>The different values, or null when there are more than classes may be.</summary>
    private static Values? Collect(ImportContext context, IReadOnlyList<DatasetPart> parts, int index, DatasetColumn column)
    {
        if (DraftCodes.Is(column)) return column.Classes!.Count <= context.Limits.Classes
            ? new Values([.. column.Classes], DraftCodes.Count(context, parts, index, column)) : null;
        var values = new Utf8Dictionary(context.Limits.Classes);
        var rows = 0L;
        foreach (var part in parts)
        {
            using var stored = StoredColumn.Open(ColumnFiles.Path(context.Folder, part.Name, index), column, part.Rows);
            for (var first = 0L; first < part.Rows; first += Block)
            {
                context.Cancellation.ThrowIfCancellationRequested();
                var count = (int)Math.Min(Block, part.Rows - first);
                var texts = column.Storage == ColumnStorage.Utf8 ? stored.Texts(first, count) : default;
                for (var i = 0; i < count; i++)
                {
                    if (column.Storage == ColumnStorage.Utf8 ? texts.IsMissing(i) : stored.IsMissing(first + i)) continue;
                    if (values.Add(column.Storage == ColumnStorage.Utf8 ? texts[i] : ColumnTexts.Utf8(stored, first + i)) < 0) return null;
                    rows++;
                }
            }
        }

        return new Values(values.ToArray(), rows);
    }

    private sealed record Values(string[] Texts, long Rows);
}
