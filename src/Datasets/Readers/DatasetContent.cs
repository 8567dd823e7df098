using TrainingService.Compute.Data;

namespace TrainingService.Datasets.Readers;

/// <summary>Everything that was decoded from a dataset's files.</summary>
/// <param name="Schema">Shapes and target.</param>
/// <param name="Columns">Names of the input columns, for tables.</param>
/// <param name="Classes">Names of the classes, for class targets.</param>
/// <param name="Training">Rows to train on.</param>
/// <param name="Test">Rows for the final score.</param>
internal sealed record DatasetContent(
    DataSchema Schema, IReadOnlyList<string>? Columns, IReadOnlyList<string>? Classes, DataPart Training, DataPart Test);
