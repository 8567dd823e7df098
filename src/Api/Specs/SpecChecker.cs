using Microsoft.AspNetCore.Http.HttpResults;
using TrainingService.Api.Problems;
using TrainingService.Compute.Data;
using TrainingService.Compute.Specs;
using TrainingService.Contracts.Reading;
using TrainingService.Contracts.Reading.Names;
using TrainingService.Contracts.Specs.Datasets;
using TrainingService.Contracts.Specs;
using TrainingService.Contracts.Validation;
using TrainingService.Datasets;
using TrainingService.Datasets.Preparation;
using TrainingService.Datasets.Versions;

namespace TrainingService.Api.Specs;

/// <summary>From a body's bytes to a spec that can be trained, or to everything that is wrong with it, at once.</summary>
public sealed class SpecChecker(IDatasetCatalog datasets, IVersionCatalog versions, IDatasetPreparation preparation)
{
    /// <summary>Reads, finds the dataset, plans the training.</summary>
    internal async Task<(CheckedSpec? Spec, ProblemHttpResult? Problem)> CheckAsync(ReadOnlyMemory<byte> body, CancellationToken cancellation)
    {
        var reading = SpecReader.Read(body);
        var errors = reading.Errors.ToList();
        if (reading.Spec is not { } spec) return (null, Problem.Spec(reading.IsJson, errors));

        DataDescription? data;
        IReadOnlyList<SampleField>? sample = null;
        if (IsStored(spec))
        {
            var described = await preparation.DescribeAsync(spec.Dataset, spec.Seed, errors, cancellation);
            (spec, data, sample) = (described is null ? spec : spec with { Dataset = described.Spec }, described?.Description, described?.Sample);
        }
        else
        {
            data = (await FindDatasetAsync(spec, errors, cancellation))?.Description;
            if (data is not null) BundledSections.Check(spec.Dataset, errors);
        }

        var plan = RunPlan.Compile(spec, data, errors);
        return plan is null || errors.Count > 0
            ? (null, Problem.Spec(reading.IsJson, errors))
            : (new CheckedSpec(plan.Spec, plan.Describe() with { Sample = sample }), null);
    }

    /// <summary>Whether the data is a stored version; the sets that come with the program are not yet.</summary>
    private bool IsStored(RunSpec spec) => (spec.Dataset as DatasetSpec)?.Name is { Length: > 0 } name && DatasetName.IsValid(name) && versions.Find(name) is not null;

    private async Task<DatasetEntry?> FindDatasetAsync(RunSpec spec, List<SpecError> errors, CancellationToken cancellation)
    {
        // The reader leaves null what it could not read, whatever the type says; its errors are in the list already.
        if ((spec.Dataset as DatasetSpec)?.Name is not { Length: > 0 } name) return null;
        if (await datasets.FindAsync(name, spec.Dataset.Version, cancellation) is { } found) return found;

        var known = await datasets.ListAsync(cancellation);
        if (known.FirstOrDefault(dataset => dataset.Name == name) is { } otherVersion)
        {
            errors.Add(new SpecError(
                "#/dataset/version", "not_found", $"The dataset \"{name}\" has no version that begins with \"{spec.Dataset.Version}\".",
                $"a version such as {otherVersion.Version[..12]}, or none for the newest"));
            return null;
        }

        var names = known.Select(dataset => dataset.Name).ToList();
        errors.Add(new SpecError(
            "#/dataset/name", "not_found", $"There is no dataset \"{name}\".", $"one of {string.Join(", ", names)}", Suggest.Nearest(name, names)));
        return null;
    }
}
