namespace TrainingService.Compute.Data;

/// <summary>A dataset's schema and size, without its rows: what validating a spec against it takes.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Version">Content hash, lower-case hex.</param>
/// <param name="Schema">Shapes and target.</param>
/// <param name="TrainingRows">Rows of the training part, before validation rows are held out.</param>
/// <param name="TestRows">Rows of the test part.</param>
/// <param name="ClassNames">Names of the classes, for class targets.</param>
public sealed record DataDescription(
    string Name, string Version, DataSchema Schema, int TrainingRows, int TestRows, IReadOnlyList<string>? ClassNames);
