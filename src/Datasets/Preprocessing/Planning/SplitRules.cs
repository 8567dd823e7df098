using TrainingService.Contracts.Datasets;
using TrainingService.Contracts.Specs.Datasets;
using TrainingService.Contracts.Validation;

namespace TrainingService.Datasets.Preprocessing.Planning;

/// <summary>Checks the rules by which rows are held out, and fills in what they leave open.</summary>
internal static class SplitRules
{
    /// <summary>The rules with defaults, null for none.</summary>
    public static (ValidationSpec? Validation, ValidationSpec? Test) Resolve(
        DatasetSpec spec, DatasetHeader header, IReadOnlyList<DatasetColumn> targets, ColumnLookup columns, ICollection<SpecError> errors)
    {
        var rows = header.Parts.FirstOrDefault(part => part.Name is DatasetPart.Train or DatasetPart.All)?.Rows ?? 0;
        if (rows == 0)
            errors.Add(new SpecError("#/dataset", "empty", "The dataset has no rows to train on.", $"a part {DatasetPart.Train} or {DatasetPart.All} with rows"));
        var given = spec.Validation ?? (header.Parts.Any(part => part is { Name: DatasetPart.Validation, Rows: > 0 }) ? new ValidationSpec { Part = DatasetPart.Validation } : null);
        if (spec.Test is not null && header.Parts.Any(part => part.Name == DatasetPart.Test))
            errors.Add(new SpecError("#/dataset/test", "conflict", "The dataset has a part test already.", "leave it out"));
        var test = spec.Test is { } rule ? Rule(rule, "#/dataset/test", spec, header, targets, columns, rows, errors) : null;
        var left = rows - Held(test, rows);
        return (given is null ? null : Rule(given, "#/dataset/validation", spec, header, targets, columns, left, errors), test);
    }

    private static ValidationSpec Rule(
        ValidationSpec rule, string pointer, DatasetSpec spec, DatasetHeader header, IReadOnlyList<DatasetColumn> targets, ColumnLookup columns, long rows,
        ICollection<SpecError> errors)
    {
        void Refuse(string member, string code, string detail, string expected) => errors.Add(new SpecError($"{pointer}/{member}", code, detail, expected));
        var ways = (rule.Fraction is null ? 0 : 1) + (rule.Folds is null ? 0 : 1) + (rule.Part is null ? 0 : 1);
        if (ways != 1)
            errors.Add(new SpecError(pointer, ways == 0 ? "missing" : "conflict", $"{(ways == 0 ? "None" : "More than one")} of fraction, folds and part is given.", "one of fraction, folds and part"));
        if (rule.Fold is not null && rule.Folds is null) Refuse("fold", "conflict", "A fold is one of folds.", "folds, or leave it out");
        if (rule is { Folds: { } folds, Fold: { } fold } && fold >= folds) Refuse("fold", "out_of_range", $"Fold {fold} of {folds}, counted from 0.", $"0 to {folds - 1}");
        if (rule.Part is { } part)
        {
            if (header.Parts.All(known => known.Name != part)) Refuse("part", "not_found", $"The dataset has no part \"{part}\".", $"one of {string.Join(", ", header.Parts.Select(known => known.Name))}");
            else if (part is DatasetPart.Train or DatasetPart.All || (part == DatasetPart.Test && pointer.EndsWith("/validation", StringComparison.Ordinal)))
                Refuse("part", "conflict", $"The part {part} is for {(part == DatasetPart.Test ? "the final score" : "training")}.", "a part of its own, or a fraction");
            if (rule.By is not null || rule.Column is not null || rule.Stratify == true) Refuse("part", "conflict", "A part is taken as it is: by, column and stratify do not apply.", "the part alone");
            return new ValidationSpec { Part = part };
        }

        var isOrdered = spec.Windows is not null || spec.NextToken is not null;
        var by = rule.By ?? (isOrdered ? SplitBy.Time : SplitBy.Random);
        if (spec.Windows is { Series: null } && by != SplitBy.Time)
            Refuse("by", "leakage", "Windows overlap: held out by anything but time, their values would be seen in training.", "time");
        if (spec.Windows is not null && by == SplitBy.Random) Refuse("by", "leakage", "Neighbouring steps of a series can't be parted at random.", "time or group");
        if (by == SplitBy.Group && rule.Column is null) Refuse("column", "missing", "Which rows form a group is not said.", "a column's name");
        if (by == SplitBy.Random && rule.Column is not null) Refuse("column", "conflict", "A column is for by: time and by: group.", "leave it out, or say by");
        if (rule.Column is { } name && columns.Find(name, $"{pointer}/column") is { } column && by == SplitBy.Time && !column.IsNumeric())
            Refuse("column", "type_mismatch", $"\"{name}\" is {ColumnLookup.TypeOf(column)}; time is a time or a number.", "a column of times or numbers");
        var isClass = targets is [{ Type: ColumnType.Category or ColumnType.Boolean }];
        if (rule.Stratify == true && (by != SplitBy.Random || !isClass))
            Refuse("stratify", "conflict", by != SplitBy.Random ? $"Rows are held out by {by.ToString().ToLowerInvariant()}." : "The target is no single class.", "false, or leave it out");
        CheckSizes(rule, pointer, by, rows, errors);
        return rule with
        {
            By = by,
            Column = rule.Column ?? (by == SplitBy.Time ? spec.Windows?.Time : null),
            Stratify = by == SplitBy.Random ? rule.Stratify ?? (isClass && !isOrdered) : null,
            Fold = rule.Folds is null ? null : rule.Fold ?? 0,
        };
    }

    private static void CheckSizes(ValidationSpec rule, string pointer, SplitBy by, long rows, ICollection<SpecError> errors)
    {
        if (rows == 0) return;
        var held = Held(rule, rows);
        if (rule.Fraction is { } fraction && by != SplitBy.Group && (held < 1 || held >= rows))
        {
            errors.Add(new SpecError(
                $"{pointer}/fraction", "out_of_range", $"{fraction} of {rows} rows would leave {held} held out and {rows - held} to train on.",
                "a fraction that leaves at least one row in each part"));
        }

        if (rule.Folds is { } folds && folds + (by == SplitBy.Time ? 1 : 0) > rows)
            errors.Add(new SpecError($"{pointer}/folds", "out_of_range", $"{folds} folds of {rows} rows.", $"at most {rows}"));
    }

    private static long Held(ValidationSpec? rule, long rows) => rule switch
    {
        { Fraction: { } fraction } => (long)Math.Round(fraction * rows, MidpointRounding.AwayFromZero),
        { Folds: { } folds } => rows / folds,
        _ => 0,
    };
}
