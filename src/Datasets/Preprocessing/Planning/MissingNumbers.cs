using TrainingService.Contracts.Specs.Datasets.Preprocessing;
using TrainingService.Contracts.Validation;

namespace TrainingService.Datasets.Preprocessing.Planning;

/// <summary>Missing numbers that nothing fills in would make the loss not a number.</summary>
internal static class MissingNumbers
{
    public static void Check(IReadOnlyList<PlannedField> inputs, ICollection<SpecError> errors)
    {
        foreach (var column in inputs.Where(field => field.Form is FieldForm.Numbers or FieldForm.Windows).SelectMany(field => field.Columns))
        {
            var missing = column.Info.Statistics.Values.Sum(statistics => statistics.Missing);
            if (missing == 0 || !column.Info.IsNumeric() || column.Steps.Any(step => step is ImputeStep or OneHotStep or OrdinalStep)) continue;
            errors.Add(new SpecError(
                "#/dataset/preprocessing", "missing_values", $"\"{column.Info.Name}\" has {missing} missing values and no step that fills them in.",
                "an impute step before the others, or leave the column out"));
        }
    }
}
