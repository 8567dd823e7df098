using TrainingService.Contracts.Datasets;
using TrainingService.Datasets.Importing;

namespace TrainingService.Datasets.Formats.Arrays;

/// <summary>Makes columns of arrays: one per name, with the same shape in every part and the same number of rows as the others of its part.</summary>
internal static class ArrayImport
{
    /// <param name="context">Where to.</param>
    /// <param name="arrays">All arrays of all parts.</param>
    /// <param name="bytesArePictures">Whether bytes of rank 2 a row are a picture whatever the name.</param>
    /// <param name="detected">What the reader detected besides.</param>
    public static ReadResult Read(ImportContext context, IReadOnlyList<ArraySource> arrays, bool bytesArePictures,
        IReadOnlyList<DatasetDetection>? detected = null)
    {
        ArraySource[] wanted = [.. arrays.Where(array => context.Options.Columns?.GetValueOrDefault(array.Name)?.Exclude != true)];
        if (wanted.Length == 0) throw Problems.At("empty", arrays.Count > 0 ? arrays[0].File : null, "There are no arrays.",
            expected: "at least one array of rows");
        var parts = Parts(context, wanted);
        string[] names = [.. wanted.Select(array => array.Name).Distinct(StringComparer.Ordinal)];
        context.CheckColumns(names.Length, wanted[0].File);
        ClassNames.CheckOptions(context.Options, names, wanted[0].File);
        var labels = ClassNames.Given(context);
        var columns = new List<DatasetColumn>();
        foreach (var name in names)
        {
            ArraySource[] same = [.. wanted.Where(array => array.Name == name)];
            Check(same, parts);
            var plan = ArrayColumnPlan.For(same[0], context.Options.Columns?.GetValueOrDefault(name), bytesArePictures);
            var largest = same.Select(array => ArrayColumnCopy.Copy(context, array, plan, columns.Count)).ToArray();
            columns.Add(Finish(context, plan.Column, same[0], labels, largest));
        }

        return new ReadResult([.. parts.Select(part => new DatasetPart(part.Key, Math.Min(part.Value, context.MostRows ?? long.MaxValue)))], columns,
            detected ?? [], []);
    }

    /// <summary>Numbers that are classes: those of masks, and whole numbers in a column named as labels are.</summary>
    private static DatasetColumn Finish(ImportContext context, DatasetColumn column, ArraySource array, IReadOnlyList<string>? labels, long[] largest)
    {
        var most = largest.Max();
        if (column.Type == ColumnType.Mask) return column with { Classes = ClassNames.UpTo(most, labels, array.File, context.Limits) };
        var wanted = context.Options.Columns?.GetValueOrDefault(column.Name)?.Type;
        var isLabel = wanted == ColumnType.Category || wanted is null && TargetNames.IsLabel(column.Name);
        var fits = column.Storage == ColumnStorage.Int32 && largest.All(value => value >= 0) && most < context.Limits.Classes;
        if (!isLabel || !fits) return column;
        return column with { Type = ColumnType.Category, Classes = ClassNames.UpTo(most, labels, array.File, context.Limits),
            TypeConfidence = wanted is null ? 0.95 : 1 };
    }

    private static Dictionary<string, long> Parts(ImportContext context, ArraySource[] arrays)
    {
        var parts = new Dictionary<string, long>(StringComparer.Ordinal);
        foreach (var part in DatasetPart.Names)
        {
            ArraySource[] here = [.. arrays.Where(array => array.Part == part)];
            if (here.Length == 0) continue;
            var odd = Array.Find(here, array => array.Rows != here[0].Rows);
            if (odd is not null)
            {
                throw Problems.At("row_count", odd.File,
                    $"{odd.Rows:n0} rows in \"{odd.Name}\", but {here[0].Rows:n0} in \"{here[0].Name}\" of {here[0].File}.",
                    column: odd.Name, expected: "the same number of rows in all arrays of a part",
                        remedy: "Leave the array out with columns.NAME.exclude, or upload the matching files.");
            }

            if (here[0].Rows == 0) throw Problems.At("empty", here[0].File, "There are no rows.", expected: "at least one row");
            parts[part] = here[0].Rows;
            context.CheckRows(parts.Values.Sum(), here[0].File);
        }

        return parts;
    }

    private static void Check(ArraySource[] same, Dictionary<string, long> parts)
    {
        var twice = same.GroupBy(array => array.Part).FirstOrDefault(group => group.Count() > 1)?.Last();
        if (twice is not null)
        {
            throw Problems.At("duplicate_column", twice.File, $"The part {twice.Part} has \"{twice.Name}\" twice.",
                expected: "one array of a name in each part",
                remedy: "Name the parts of the files with the option parts.");
        }

        var missing = parts.Keys.FirstOrDefault(part => same.All(array => array.Part != part));
        if (missing is not null)
        {
            throw Problems.At("missing_column", same[0].File, $"\"{same[0].Name}\" is in the part {same[0].Part} but not in {missing}.",
                column: same[0].Name,
                expected: "the same arrays in every part");
        }

        var odd = Array.Find(same, array => !array.RowShape.SequenceEqual(same[0].RowShape) || array.Kind != same[0].Kind
            || array.TextLength != same[0].TextLength && !array.Kind.IsText());
        if (odd is null) return;
        throw Problems.At("shape", odd.File, $"\"{odd.Name}\" is [{string.Join(", ", odd.RowShape)}] of {odd.Kind} a row.", column: odd.Name,
            expected: $"[{string.Join(", ", same[0].RowShape)}] of {same[0].Kind} as in {same[0].File}");
    }
}
