namespace TrainingService.Compute.Data;

/// <summary>A dataset's schema and size, without its rows: what validating a spec against it takes.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Version">Content hash, lower-case hex.</param>
/// <param name="Schema">Shapes and target.</param>
/// <param name="TrainingRows">Rows of the training part; before validation rows are held out unless <see cref="ValidationRows"/> is set.</param>
/// <param name="TestRows">Rows of the test part.</param>
/// <param name="ClassNames">Names of the classes, for class targets.</param>
public sealed record DataDescription(
    string Name, string Version, DataSchema Schema, int TrainingRows, int TestRows, IReadOnlyList<string>? ClassNames)
{
    /// <summary>Rows to validate on when the split is drawn already (see <see cref="Dataset.Prepared"/>); null: the spec's fraction applies to the training rows.</summary>
    public int? ValidationRows { get; init; }
}
