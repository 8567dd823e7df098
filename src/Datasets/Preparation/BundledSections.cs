using TrainingService.Contracts.Specs.Datasets;
using TrainingService.Contracts.Validation;

namespace TrainingService.Datasets.Preparation;

/// <summary>What a data section may say of a set that comes with the program and is loaded whole: nothing that would be passed over.</summary>
public static class BundledSections
{
    /// <summary>Reports members that need a stored version.</summary>
    public static void Check(DatasetSpec spec, ICollection<SpecError> errors)
    {
        ArgumentNullException.ThrowIfNull(spec);
        ArgumentNullException.ThrowIfNull(errors);
        void Refuse(string member, bool isGiven)
        {
            if (!isGiven) return;
            errors.Add(new SpecError(
                $"#/dataset/{member}", "not_available", $"\"{spec.Name}\" comes prepared; {member} is for datasets that were uploaded.", "upload the set, or leave this out"));
        }

        Refuse("target", spec.Target is not null);
        Refuse("features", spec.Features is not null);
        Refuse("exclude", spec.Exclude is not null);
        Refuse("inputs", spec.Inputs is not null);
        Refuse("test", spec.Test is not null);
        Refuse("preprocessing", spec.Preprocessing is not null);
        Refuse("windows", spec.Windows is not null);
        Refuse("next_token", spec.NextToken is not null);
        if (spec.Validation is not { } validation) return;
        if (validation.Fraction is null)
            errors.Add(new SpecError("#/dataset/validation/fraction", "missing", "fraction is missing in #/dataset/validation.", "a number above 0 and below 1"));
        Refuse("validation/by", validation.By is not (null or SplitBy.Random));
        Refuse("validation/folds", validation.Folds is not null);
        Refuse("validation/part", validation.Part is not null);
        Refuse("validation/column", validation.Column is not null);
    }
}
