using TrainingService.Contracts.Datasets;
using TrainingService.Contracts.Reading.Names;
using TrainingService.Contracts.Specs.Datasets.Preprocessing;
using TrainingService.Contracts.Validation;

namespace TrainingService.Datasets.Preprocessing.Planning;

/// <summary>Deals the spec's steps to the columns and completes them with defaults, so that the resolved list says all that is done.</summary>
internal sealed class StepAssignment
{
    private readonly Dictionary<string, List<PreprocessingSpec>> steps;
    private readonly List<PreprocessingSpec> resolved = [];

    /// <param name="features">Columns predicted from.</param>
    /// <param name="targets">Columns predicted.</param>
    /// <param name="spec">The steps of the spec, or null.</param>
    /// <param name="errors">Receives what does not fit.</param>
    public StepAssignment(
        IReadOnlyList<DatasetColumn> features, IReadOnlyList<DatasetColumn> targets, IReadOnlyList<PreprocessingSpec>? spec, ICollection<SpecError> errors)
    {
        var columns = features.Concat(targets).DistinctBy(column => column.Name).ToDictionary(column => column.Name, StringComparer.Ordinal);
        steps = columns.Keys.ToDictionary(name => name, _ => new List<PreprocessingSpec>(), StringComparer.Ordinal);
        for (var i = 0; i < (spec?.Count ?? 0); i++) Deal(spec![i], $"#/dataset/preprocessing/{i}", features, columns, errors);
        Complete(features, ColumnKinds.Defaults);
        Complete([.. targets.Where(target => !features.Contains(target))], TargetDefaults);
    }

    /// <summary>The list of steps, defaults written out.</summary>
    public IReadOnlyList<PreprocessingSpec> Resolved => resolved;

    /// <summary>What is done to a column.</summary>
    public PlannedColumn Plan(DatasetColumn column) => new(column, steps[column.Name]);

    private static IReadOnlyList<PreprocessingSpec> TargetDefaults(DatasetColumn column) => column.Type switch
    {
        ColumnType.Number or ColumnType.Time => [new StandardizeStep()],
        _ => [],
    };

    private void Deal(
        PreprocessingSpec? step, string pointer, IReadOnlyList<DatasetColumn> features, Dictionary<string, DatasetColumn> columns, ICollection<SpecError> errors)
    {
        // What could not be read is null; its error is known already.
        if (step is null) return;
        resolved.Add(step);
        var names = step.Columns ?? [.. features.Where(step.TakesByDefault).Select(column => column.Name)];
        if (step.Columns is null && names.Count == 0)
            errors.Add(new SpecError(pointer, "no_columns", "There is no feature of a type that this step takes.", "the columns by name, or leave the step out"));
        for (var i = 0; i < names.Count; i++)
        {
            var place = step.Columns is null ? pointer : $"{pointer}/columns/{i}";
            if (!columns.TryGetValue(names[i], out var column))
            {
                errors.Add(new SpecError(
                    place, "not_found", $"\"{names[i]}\" is neither a feature nor a target.", $"one of {ColumnLookup.Listed(columns.Keys)}", Suggest.Nearest(names[i], columns.Keys)));
            }
            else if (!step.Takes(column, steps[column.Name]))
            {
                errors.Add(new SpecError(
                    place, "type_mismatch", $"This step can't be done to \"{column.Name}\", which is {ColumnLookup.TypeOf(column)}{After(column)}.",
                    "a column of a type that the step takes"));
            }
            else steps[column.Name].Add(step);
        }
    }

    private string After(DatasetColumn column) => steps[column.Name].Count == 0 ? "" : " and has been prepared by the steps before";

    /// <summary>Gives untouched columns their defaults, written as one step for all of them where they are alike.</summary>
    private void Complete(IReadOnlyList<DatasetColumn> columns, Func<DatasetColumn, IReadOnlyList<PreprocessingSpec>> defaults)
    {
        foreach (var group in columns.Where(column => steps[column.Name].Count == 0).Select(column => (column, steps: defaults(column)))
            .Where(pair => pair.steps.Count > 0).GroupBy(pair => string.Join(' ', pair.steps.Select(step => step.GetType().Name))))
        {
            string[] names = [.. group.Select(pair => pair.column.Name)];
            foreach (var step in group.First().steps)
            {
                var named = step with { Columns = names };
                resolved.Add(named);
                foreach (var name in names) steps[name].Add(named);
            }
        }
    }
}
