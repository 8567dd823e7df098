using TrainingService.Contracts.Datasets;
using TrainingService.Contracts.Specs.Datasets;
using TrainingService.Contracts.Validation;
using TrainingService.Datasets.Columns;
using TrainingService.Datasets.Preprocessing.Planning;
using TrainingService.Datasets.Preprocessing.Rows;
using TrainingService.Datasets.Splits;

namespace TrainingService.Datasets.Preparation;

/// <summary>Reads from a stored version what splitting looks at, and splits. Rows are numbered through all parts in their order.</summary>
internal static class SplitSource
{
    /// <summary>The rows of each part of the run.</summary>
    /// <exception cref="DatasetSpecException">A part is left without rows.</exception>
    public static RowSplit Draw(DataPlan plan, StoredVersion version, ulong seed)
    {
        var split = RowSplitter.Draw(plan.Spec.Validation, plan.Spec.Test, Keys(plan, version), seed);
        if (split.Training.Length == 0) throw Empty("#/dataset", "train on");
        if (plan.Spec.Validation is not null && split.Validation.Length == 0) throw Empty("#/dataset/validation", "validate on");
        if (plan.Spec.Test is not null && split.Test.Length == 0) throw Empty("#/dataset/test", "test on");
        return split;
    }

    /// <summary>Where each part's rows begin.</summary>
    public static IReadOnlyDictionary<string, RowRange> Ranges(StoredVersion version)
    {
        var ranges = new Dictionary<string, RowRange>(StringComparer.Ordinal);
        var first = 0L;
        foreach (var part in version.Parts)
        {
            if (first + part.Rows > int.MaxValue)
                throw new DatasetSpecException([new SpecError("#/dataset/name", "too_large", $"The dataset has more than {int.MaxValue} rows.", "fewer rows")]);
            ranges[part.Name] = new RowRange((int)first, (int)part.Rows);
            first += part.Rows;
        }

        return ranges;
    }

    private static SplitKeys Keys(DataPlan plan, StoredVersion version)
    {
        var ranges = Ranges(version);
        var rows = ranges.Values.Max(range => range.End);
        ValidationSpec[] rules = [.. new[] { plan.Spec.Validation, plan.Spec.Test }.OfType<ValidationSpec>()];
        return new SplitKeys
        {
            Rows = rows,
            Parts = ranges,
            Usable = Usable(plan, version, rows),
            Strata = rules.Any(rule => rule.Stratify == true) ? Codes(version, plan.Targets[0].Columns[0].Info.Name, rows) : null,
            Times = Columns(rules, SplitBy.Time).ToDictionary(name => name, name => Numbers(version, name, rows), StringComparer.Ordinal),
            Groups = Columns(rules, SplitBy.Group).ToDictionary(name => name, name => Codes(version, name, rows), StringComparer.Ordinal),
        };
    }

    private static IEnumerable<string> Columns(ValidationSpec[] rules, SplitBy by) =>
        rules.Where(rule => rule.By == by).Select(rule => rule.Column).OfType<string>().Distinct(StringComparer.Ordinal);

    /// <summary>Rows that have all targets. Windows take all steps: they look back at those without a target too.</summary>
    private static bool[]? Usable(DataPlan plan, StoredVersion version, int rows)
    {
        DatasetColumn[] targets =
        [
            .. plan.Targets.SelectMany(target => target.Columns).Select(column => column.Info)
                .Where(column => plan.Spec.Windows is null && plan.Spec.NextToken is null && column.Shape is null && (column.IsScalar() || column.Type == ColumnType.Text)),
        ];
        if (targets.Length == 0) return null;
        var usable = new bool[rows];
        var (first, count) = (0, 0);
        foreach (var part in version.Parts)
        {
            StoredColumn[] columns = [.. targets.Select(column => part.Column(column.Name))];
            for (var row = 0; row < part.Rows; row++)
            {
                usable[first + row] = !Array.Exists(columns, column => column.IsMissing(row));
                if (usable[first + row]) count++;
            }

            first += (int)part.Rows;
        }

        return count == rows ? null : usable;
    }

    private static double[] Numbers(StoredVersion version, string column, int rows)
    {
        var numbers = new double[rows];
        var first = 0;
        foreach (var part in version.Parts)
        {
            part.Column(column).ReadNumbers(0, numbers.AsSpan(first, (int)part.Rows));
            first += (int)part.Rows;
        }

        return numbers;
    }

    /// <summary>Equal values get equal codes, in all parts; -1 is missing.</summary>
    private static int[] Codes(StoredVersion version, string column, int rows)
    {
        const int Chunk = 65536;
        var codes = new int[rows];
        var known = new Dictionary<string, int>(StringComparer.Ordinal);
        var first = 0;
        foreach (var part in version.Parts.Select(part => new StoredRows(part)))
        {
            for (var row = 0; row < part.Rows; row += Chunk)
            {
                var (read, names) = part.ReadCategories(column, row, Math.Min(Chunk, part.Rows - row));
                int[] shared = [.. names.Select(name => known.TryGetValue(name, out var code) ? code : known[name] = known.Count)];
                for (var i = 0; i < read.Length; i++) codes[first + row + i] = read[i] < 0 ? -1 : shared[read[i]];
            }

            first += part.Rows;
        }

        // A class that is missing is a class of its own to stratify by; as a group, each row stands alone.
        return codes;
    }

    private static DatasetSpecException Empty(string pointer, string purpose) =>
        new([new SpecError(pointer, "empty", $"The split leaves no row to {purpose}.", "a split that leaves rows in each part")]);
}
