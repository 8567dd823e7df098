using System.Text.Json.Serialization;
using TrainingService.Compute.Data;
using TrainingService.Datasets.Preprocessing.Fitted;

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
}
