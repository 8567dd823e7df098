using TrainingService.Compute.Data;
using TrainingService.Contracts.Datasets;
using TrainingService.Contracts.Specs;

namespace TrainingService.Compute.Specs;

/// <summary>Fills in the defaults that depend on other parts of the spec or on the data. The result trains the same and says all.</summary>
internal static class SpecResolver
{
    public static RunSpec Resolve(RunSpec spec, DataDescription data) => spec with
    {
        Name = spec.Name ?? data.Name,
        Dataset = spec.Dataset with
        {
            Version = data.Version,
            Validation = data.ValidationRows is not null ? spec.Dataset.Validation : spec.Dataset.Validation is { } validation
                ? validation with { Stratify = validation.Stratify ?? data.Schema.Target == TargetKind.Class }
                : null,
        },
        Model = NetworkCompiler.Resolve(spec.Model),
    };
}
