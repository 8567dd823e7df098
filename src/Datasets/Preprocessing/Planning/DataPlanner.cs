using TrainingService.Contracts.Datasets;
using TrainingService.Contracts.Specs.Datasets;
using TrainingService.Contracts.Validation;

namespace TrainingService.Datasets.Preprocessing.Planning;

/// <summary>From a data section and a dataset's header to a plan. Everything wrong is reported at once; needs no rows.</summary>
internal sealed class DataPlanner
{
    private readonly DatasetSpec spec;
    private readonly DatasetHeader header;
    private readonly ICollection<SpecError> errors;
    private readonly ColumnLookup columns;

    private DataPlanner(DatasetSpec spec, DatasetHeader header, ICollection<SpecError> errors)
    {
        (this.spec, this.header, this.errors) = (spec, header, errors);
        columns = new ColumnLookup(header, errors);
    }

    /// <summary>The plan, or null when there were errors.</summary>
    public static DataPlan? Plan(DatasetSpec spec, DatasetHeader header, ICollection<SpecError> errors)
    {
        var before = errors.Count;
        var plan = new DataPlanner(spec, header, errors).Plan();
        return errors.Count == before ? plan : null;
    }

    private DataPlan? Plan()
    {
        if (spec.Windows is not null && spec.NextToken is not null)
            errors.Add(new SpecError("#/dataset/next_token", "conflict", "Rows are windows over a series or over a text, not both.", "either windows or next_token"));
        if (spec.Inputs is not null && spec.Features is not null)
            errors.Add(new SpecError("#/dataset/features", "conflict", "inputs say which columns are read.", "either inputs or features"));
        var targets = Targets();
        IReadOnlyList<(string Name, IReadOnlyList<DatasetColumn> Columns)> groups = spec.Inputs is not null ? GivenInputs(targets)
            : spec.Windows is not null ? [("input", WindowColumns(targets))]
            : spec.NextToken is not null ? [("input", StreamColumn())]
            : DefaultInputs(Features(targets));
        DatasetColumn[] features = [.. groups.SelectMany(group => group.Columns).Distinct()];
        if (features.Length == 0 && errors.Count == 0)
            errors.Add(new SpecError("#/dataset/features", "no_columns", "There is no column to predict from.", "at least one column that is not the target"));
        var steps = new StepAssignment(features, targets, spec.Preprocessing, errors);
        var split = SplitRules.Resolve(spec, header, targets, columns, errors);
        if (errors.Count > 0) return null;
        var fields = new FieldForms(spec, steps, errors);
        PlannedField[] inputs = [.. groups.Select(group => fields.Input(group.Name, group.Columns)).OfType<PlannedField>()];
        var planned = fields.Targets(targets, ref inputs);
        MissingNumbers.Check(inputs, errors);
        return new DataPlan(Resolved(groups, targets, steps, split), inputs, planned);
    }

    private DatasetSpec Resolved(
        IReadOnlyList<(string Name, IReadOnlyList<DatasetColumn> Columns)> groups, IReadOnlyList<DatasetColumn> targets, StepAssignment steps, (ValidationSpec? Validation, ValidationSpec? Test) split) =>
        spec with
        {
            Version = header.Version,
            Target = targets.Count > 0 && spec.Windows is null ? new ColumnNames([.. targets.Select(target => target.Name)]) : null,
            Features = null,
            Exclude = null,
            Inputs = spec.Windows is null && spec.NextToken is null
                ? [.. groups.Select(group => new InputSpec { Name = group.Name, Columns = [.. group.Columns.Select(column => column.Name)] })] : null,
            Windows = spec.Windows is { } windows
                ? windows with { Columns = [.. groups[0].Columns.Select(column => column.Name)], Target = new ColumnNames([.. targets.Select(target => target.Name)]) } : null,
            NextToken = spec.NextToken is { } next ? next with { Column = groups[0].Columns[0].Name, Stride = next.Stride ?? next.Length } : null,
            Validation = split.Validation,
            Test = split.Test,
            Preprocessing = steps.Resolved,
        };

    private IReadOnlyList<DatasetColumn> Targets()
    {
        if (spec.NextToken is not null)
        {
            if (spec.Target is not null) errors.Add(new SpecError("#/dataset/target", "conflict", "next_token predicts the next token.", "leave target out"));
            return [];
        }

        var (names, pointer) = spec.Windows?.Target is { } ahead ? (ahead, "#/dataset/windows/target") : (spec.Target, "#/dataset/target");
        if (names is not null) return names.Names.Count == 1 ? [.. new[] { columns.Find(names.Names[0], pointer) }.OfType<DatasetColumn>()] : columns.FindAll(names.Names, pointer);
        return [.. header.Columns.Where(column => column.Name == header.Target)];
    }

    private IReadOnlyList<DatasetColumn> Features(IReadOnlyList<DatasetColumn> targets)
    {
        if (spec.Features is { } named)
        {
            var found = columns.FindAll(named, "#/dataset/features");
            RefuseTargets(found, targets, "#/dataset/features");
            return found;
        }

        var excluded = spec.Exclude is { } exclude ? columns.FindAll(exclude, "#/dataset/exclude") : [];
        DatasetColumn[] usable =
        [
            .. header.Columns.Where(column => !targets.Contains(column) && !excluded.Contains(column)
                && column.Role is ColumnRole.Feature or ColumnRole.Target && column.Type is not (ColumnType.Mask or ColumnType.Boxes or ColumnType.Time)),
        ];

        // Free text beside numbers is mostly a name or a remark; who wants it says so.
        DatasetColumn[] plain = [.. usable.Where(column => column.Type != ColumnType.Text)];
        return plain.Length > 0 ? plain : usable;
    }

    private void RefuseTargets(IReadOnlyList<DatasetColumn> found, IReadOnlyList<DatasetColumn> targets, string pointer)
    {
        for (var i = 0; i < found.Count; i++)
        {
            if (targets.Contains(found[i]))
                errors.Add(new SpecError($"{pointer}/{i}", "conflict", $"\"{found[i].Name}\" is the target: predicting it from itself learns nothing.", "another column"));
        }
    }

    private List<(string Name, IReadOnlyList<DatasetColumn> Columns)> GivenInputs(IReadOnlyList<DatasetColumn> targets)
    {
        var groups = new List<(string, IReadOnlyList<DatasetColumn>)>();
        for (var i = 0; i < spec.Inputs!.Count; i++)
        {
            if (spec.Inputs[i] is not { Columns: not null } input) continue;
            var pointer = $"#/dataset/inputs/{i}";
            if (groups.Any(group => group.Item1 == input.Name))
                errors.Add(new SpecError($"{pointer}/name", "duplicate", $"There is an input \"{input.Name}\" already.", "a name of its own"));
            var found = columns.FindAll(input.Columns, $"{pointer}/columns");
            RefuseTargets(found, targets, $"{pointer}/columns");
            groups.Add((input.Name, found));
        }

        return groups;
    }

    /// <summary>Numbers and categories together, everything else by itself.</summary>
    private static List<(string Name, IReadOnlyList<DatasetColumn> Columns)> DefaultInputs(IReadOnlyList<DatasetColumn> features)
    {
        DatasetColumn[] scalars = [.. features.Where(column => column.IsScalar())];
        var groups = new List<(string Name, IReadOnlyList<DatasetColumn> Columns)>();
        if (scalars.Length > 0) groups.Add(("numbers", scalars));
        foreach (var column in features.Where(column => !column.IsScalar())) groups.Add((InputNames.Of(column.Name, groups.Count), [column]));
        if (groups.Count == 1) groups[0] = ("input", groups[0].Columns);
        return groups;
    }

    private IReadOnlyList<DatasetColumn> WindowColumns(IReadOnlyList<DatasetColumn> targets)
    {
        var found = spec.Windows!.Columns is { } named ? columns.FindAll(named, "#/dataset/windows/columns")
            : [.. Features(targets).Concat(targets).Where(column => column.IsNumeric() && column.Name != spec.Windows.Time && column.Name != spec.Windows.Series).Distinct()];
        foreach (var column in found.Concat(targets).Where(column => !column.IsNumeric()).Distinct())
            errors.Add(new SpecError("#/dataset/windows", "type_mismatch", $"\"{column.Name}\" is {ColumnLookup.TypeOf(column)}; windows are of numbers.", "columns of numbers"));
        if (targets.Count == 0) errors.Add(new SpecError("#/dataset/windows/target", "missing", "windows need a column to predict.", "a column's name"));
        if (spec.Windows.Time is { } time) columns.Find(time, "#/dataset/windows/time");
        if (spec.Windows.Series is { } series) columns.Find(series, "#/dataset/windows/series");
        return found;
    }

    private DatasetColumn[] StreamColumn()
    {
        const string Pointer = "#/dataset/next_token/column";
        DatasetColumn[] texts = [.. header.Columns.Where(column => column.Type == ColumnType.Text)];
        if (spec.NextToken!.Column is { } name)
        {
            var column = columns.Find(name, Pointer);
            if (column is null or { Type: ColumnType.Text or ColumnType.Category }) return column is null ? [] : [column];
            errors.Add(new SpecError(Pointer, "type_mismatch", $"\"{name}\" is {ColumnLookup.TypeOf(column)}.", "a column of text"));
            return [];
        }

        if (texts.Length != 1)
            errors.Add(new SpecError(Pointer, "missing", $"The dataset has {texts.Length} columns of text.", texts.Length == 0 ? "a dataset with text" : $"one of {ColumnLookup.Listed([.. texts.Select(text => text.Name)])}"));
        return texts.Length == 1 ? texts : [];
    }
}
