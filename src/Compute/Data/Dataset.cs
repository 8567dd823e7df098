namespace TrainingService.Compute.Data;

/// <summary>A whole dataset at hand: what a run trains and tests on.</summary>
/// <param name="Description">Its schema and size.</param>
/// <param name="Training">Rows to train on, and to hold validation rows out of unless there is a part for them.</param>
/// <param name="Test">Rows for the final score.</param>
public sealed record Dataset(DataDescription Description, DataPart Training, DataPart Test)
{
    /// <summary>Which rows are for what and how numbers are scaled, worked out beforehand; null: the engine splits and standardizes by itself.</summary>
    public PreparedRows? Prepared { get; init; }

    /// <summary>Strings that are kept with every model trained on it, such as the fitted preprocessing: what predicting needs to know of the data.</summary>
    public IReadOnlyDictionary<string, string> ModelMetadata { get; init; } = new Dictionary<string, string>();
}

/// <summary>A dataset's split and scaling, drawn and learned before training.</summary>
/// <param name="Training">Rows of the training part to train on, ascending; null for all.</param>
/// <param name="Validation">Rows to validate on, of <see cref="ValidationPart"/>; null for all of it.</param>
/// <param name="Test">Rows of the test part; null for all.</param>
/// <param name="Scaling">For each field of the schema its scaling; null entries leave values as they are.</param>
public sealed record PreparedRows(int[]? Training, int[]? Validation, int[]? Test, IReadOnlyList<FieldScaling?> Scaling)
{
    /// <summary>For each field of the schema how its numbers are turned back into the unit of the data; null entries are in it already. Scores use it.</summary>
    public IReadOnlyList<FieldUnit?>? Units { get; init; }

    /// <summary>Where validation rows lie; null: in the training part, and then <see cref="Validation"/> names them (none if it is null).</summary>
    public DataPart? ValidationPart { get; init; }
}

/// <summary>Turns a prepared number back into the unit of the data.</summary>
/// <param name="value">The number as the network sees it.</param>
/// <param name="place">Its place in the row.</param>
public delegate double FieldUnit(double value, int place);
