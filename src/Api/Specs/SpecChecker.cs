using Microsoft.AspNetCore.Http.HttpResults;
using TrainingService.Api.Problems;
using TrainingService.Compute.Specs;
using TrainingService.Contracts.Reading;
using TrainingService.Contracts.Specs.Datasets;
using TrainingService.Datasets.Preparation;

namespace TrainingService.Api.Specs;

/// <summary>From a body's bytes to a spec that can be trained, or to everything that is wrong with it, at once.</summary>
public sealed class SpecChecker(IDatasetPreparation preparation)
{
    /// <summary>Reads, finds the dataset, plans the training.</summary>
    internal async Task<(CheckedSpec? Spec, ProblemHttpResult? Problem)> CheckAsync(ReadOnlyMemory<byte> body, CancellationToken cancellation)
    {
        var reading = SpecReader.Read(body);
        var errors = reading.Errors.ToList();
        if (reading.Spec is not { } spec) return (null, Problem.Spec(reading.IsJson, errors));

        // The reader leaves null what it could not read, whatever the type says; its errors are in the list already.
        var described = (spec.Dataset as DatasetSpec)?.Name is { Length: > 0 }
            ? await preparation.DescribeAsync(spec.Dataset, spec.Seed, errors, cancellation)
            : null;
        if (described is not null) spec = spec with { Dataset = described.Spec };
        var plan = RunPlan.Compile(spec, described?.Description, errors);
        return plan is null || errors.Count > 0
            ? (null, Problem.Spec(reading.IsJson, errors))
            : (new CheckedSpec(plan.Spec, plan.Describe() with { Sample = described?.Sample }), null);
    }
}
