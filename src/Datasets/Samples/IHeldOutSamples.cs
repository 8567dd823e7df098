using TrainingService.Contracts.Predictions;
using TrainingService.Contracts.Specs.Datasets;
using TrainingService.Datasets.Predictions;

namespace TrainingService.Datasets.Samples;

/// <summary>Asks a trained model about rows of its own data that it was not trained on.</summary>
public interface IHeldOutSamples
{
    /// <summary>Some rows with prediction and truth; null when the part has none.</summary>
    /// <param name="model">The model.</param>
    /// <param name="spec">The data section it was trained with.</param>
    /// <param name="seed">The run's seed.</param>
    /// <param name="query">Which rows.</param>
    /// <param name="cancellation">Gives up.</param>
    /// <exception cref="DatasetNotFoundException">The dataset's version is gone.</exception>
    /// <exception cref="DatasetSpecException">The section no longer goes with the dataset.</exception>
    /// <exception cref="NotSupportedException">The model's rows are stretches of running text.</exception>
    Task<DrawnSamples?> TakeAsync(ModelPredictor model, DatasetSpec spec, long seed, SampleQuery query, CancellationToken cancellation = default);
}

/// <summary>Which rows are wanted.</summary>
/// <param name="Part">Of which part.</param>
/// <param name="Count">How many at most.</param>
/// <param name="Order">Which of them.</param>
public sealed record SampleQuery(SamplePart Part, int Count, SampleOrder Order);

/// <summary>Rows with prediction and truth.</summary>
/// <param name="Rows">Rows of the part.</param>
/// <param name="LookedAt">Rows that the model was asked about.</param>
/// <param name="Order">Order of the items.</param>
/// <param name="ImageColumns">Inputs that are images.</param>
/// <param name="Items">The rows.</param>
public sealed record DrawnSamples(int Rows, int LookedAt, SampleOrder Order, IReadOnlyList<string> ImageColumns, IReadOnlyList<RunSample> Items);
