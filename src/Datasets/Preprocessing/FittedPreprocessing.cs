using System.Runtime.InteropServices;
using System.Text.Json;
using System.Text.Json.Serialization;
using TrainingService.Compute.Data;
using TrainingService.Contracts.Datasets;
using TrainingService.Contracts.Json;
using TrainingService.Contracts.Validation;
using TrainingService.Datasets.Preprocessing.Fitted;
using TrainingService.Datasets.Preprocessing.Rows;
using TrainingService.Datasets.Samples;

namespace TrainingService.Datasets.Preprocessing;

/// <summary>
/// All that was learned about a run's data, from the rows trained on only. Kept with the model: with it, rows that come later are prepared as the
/// training rows were, and predictions are turned back. Its JSON form is complete.
/// </summary>
public sealed record FittedPreprocessing
{
    /// <summary>The dataset's name.</summary>
    public required string Dataset { get; init; }

    /// <summary>The dataset's version.</summary>
    public required string Version { get; init; }

    /// <summary>What the network reads.</summary>
    public required IReadOnlyList<FittedField> Inputs { get; init; }

    /// <summary>What is predicted.</summary>
    public required IReadOnlyList<FittedField> Targets { get; init; }

    /// <summary>Inputs, then targets: the order of the fields of a <see cref="DataPart"/>.</summary>
    [JsonIgnore]
    public IReadOnlyList<FittedField> Fields => [.. Inputs, .. Targets];

    /// <summary>As the engine takes it.</summary>
    [JsonIgnore]
    public DataSchema Schema => new([.. Inputs.Select(f => f.Schema)], [.. Targets.Select(f => f.Schema)]);

    /// <summary>What the engine does to stored numbers, by field.</summary>
    [JsonIgnore]
    public IReadOnlyList<FieldScaling?> Scaling => [.. Fields.Select(f => f.Scaling)];

    /// <summary>Under this name the JSON form travels with a model.</summary>
    public const string MetadataKey = "preprocessing";

    /// <summary>The JSON form.</summary>
    public string ToJson() => JsonSerializer.Serialize(this, ContractsJson.Options);

    /// <summary>From the JSON form.</summary>
    /// <exception cref="JsonException">It is none.</exception>
    public static FittedPreprocessing FromJson(string json) => JsonSerializer.Deserialize<FittedPreprocessing>(json, ContractsJson.Options)!;

    /// <summary>
    /// Prepares rows for a prediction, as the rows trained on were: the part has the inputs' fields only, to be scaled by <see cref="Scaling"/>. A row is
    /// an object with the columns' names; for windows each column is an array of as many steps as there are lags, the oldest first.
    /// </summary>
    /// <exception cref="DatasetSpecException">Rows can't be read; each error points into `rows`.</exception>
    public DataPart Apply(IReadOnlyList<JsonElement> rows)
    {
        ArgumentNullException.ThrowIfNull(rows);
        var errors = new List<SpecError>();
        var source = new JsonRows(rows, Types(), errors);
        var fields = errors.Count > 0 ? [] : Inputs.Select(f => Encode(f, rows.Count, source, source.Steps)).ToArray();
        return errors.Count == 0 ? new DataPart(rows.Count, fields) : throw new DatasetSpecException(errors);
    }

    /// <summary>Prepares stored rows for a prediction; what a model is to write is not read.</summary>
    /// <param name="rows">The rows; of windows their steps one after another.</param>
    /// <param name="count">How many rows, or windows.</param>
    /// <param name="steps">Stored rows of each.</param>
    internal DataPart Apply(PickedRows rows, int count, int steps) => new(count, [.. Inputs.Select(field => Encode(
        field, count, field is FittedText { Use: TextUse.Decoder } text ? rows.Without(text.Column) : rows, (row, _) => rows.Slice(row * steps, steps)))]);

    /// <param name="field">What is prepared.</param>
    /// <param name="count">Rows, or windows.</param>
    /// <param name="rows">The rows.</param>
    /// <param name="window">The steps of a window, as many as are said.</param>
    private static FieldData Encode(FittedField field, int count, IRowSource rows, Func<int, int, IRowSource> window)
    {
        var values = new byte[field.RowBytes * count];
        var lengths = new int[field.Schema.HasLengths ? count : 0];
        if (field is FittedWindows windows)
        {
            for (var row = 0; row < count; row++)
                windows.Encode(window(row, windows.Steps), 0, 1, values.AsSpan(row * (int)field.RowBytes, (int)field.RowBytes), []);
        }
        else field.Encode(rows, 0, count, values, lengths);
        return field.Schema.Kind switch
        {
            FieldKind.Bytes => new ArrayField<byte>(values),
            FieldKind.Floats => new ArrayField<float>(MemoryMarshal.Cast<byte, float>(values).ToArray()),
            _ => new ArrayField<int>(MemoryMarshal.Cast<byte, int>(values).ToArray(), lengths),
        };
    }

    /// <summary>The columns that inputs read, with their types.</summary>
    private Dictionary<string, ColumnType> Types()
    {
        var types = new Dictionary<string, ColumnType>(StringComparer.Ordinal);
        foreach (var input in Inputs.Where(f => f is not FittedText { Use: TextUse.Decoder }))
        {
            foreach (var column in input.SourceColumns) types[column] = TypeOf(input, column);
        }

        return types;
    }

    private static ColumnType TypeOf(FittedField field, string column) => field switch
    {
        FittedNumbers numbers => numbers.Columns.First(one => one.Name == column).Type,
        FittedIds ids => ids.Columns.First(one => one.Name == column).Type,
        FittedWindows windows => windows.Table.Columns.First(one => one.Name == column).Type,
        FittedImage => ColumnType.Image,
        FittedTensor => ColumnType.Tensor,
        _ => ColumnType.Text,
    };
}
