using TrainingService.Compute.Data;
using TrainingService.Contracts.Specs.Datasets;
using TrainingService.Contracts.Validation;
using TrainingService.Datasets.Preprocessing;

namespace TrainingService.Datasets.Preparation;

/// <summary>From a spec's data section to what the engine trains on.</summary>
public interface IDatasetPreparation
{
    /// <summary>
    /// Checks a data section and works out names, shapes and sizes. What shapes depend on (categories, vocabularies) is learned from all rows trained on,
    /// numbers from 100,000 of them when there are more.
    /// </summary>
    /// <param name="spec">The data section.</param>
    /// <param name="seed">The run's seed.</param>
    /// <param name="errors">Receives everything wrong, each with a pointer into the spec.</param>
    /// <param name="cancellation">Gives up.</param>
    /// <returns>Null when there were errors.</returns>
    /// <exception cref="InvalidDataException">The dataset's files are damaged.</exception>
    Task<DescribedData?> DescribeAsync(DatasetSpec spec, long seed, ICollection<SpecError> errors, CancellationToken cancellation = default);

    /// <summary>Prepares the data, or opens what was prepared for the same section before. Runs that use the same data share it.</summary>
    /// <exception cref="DatasetNotFoundException">There is no dataset of that name and version.</exception>
    /// <exception cref="DatasetSpecException">The section does not go with the dataset.</exception>
    /// <exception cref="InvalidDataException">The dataset's files are damaged.</exception>
    Task<PreparedData> PrepareAsync(DatasetSpec spec, long seed, CancellationToken cancellation = default);
}

/// <summary>What validating a spec takes.</summary>
/// <param name="Description">Schema and sizes for the engine.</param>
/// <param name="Spec">The section with everything written out.</param>
/// <param name="Fitted">Fields with their shapes; of more than 100,000 rows the numbers are estimates.</param>
/// <param name="Sample">The first row trained on, prepared; null when a text is too short to give one.</param>
public sealed record DescribedData(DataDescription Description, DatasetSpec Spec, FittedPreprocessing Fitted, IReadOnlyList<SampleField>? Sample)
{
    /// <summary>Whether <see cref="Fitted"/> is what training will use: learned from all rows.</summary>
    public bool IsWhole { get; init; } = true;
}

/// <summary>What training takes.</summary>
/// <param name="Dataset">Rows, split and scaling.</param>
/// <param name="Fitted">What was learned, to be kept with the model.</param>
public sealed record PreparedData(Dataset Dataset, FittedPreprocessing Fitted);
