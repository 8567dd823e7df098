using System.Text.Json.Serialization;
using TrainingService.Contracts.Datasets;

namespace TrainingService.Compute.Data;

/// <summary>All that building a network needs to know of its data: named inputs and named targets.</summary>
/// <param name="Inputs">What the network may read.</param>
/// <param name="Targets">What may be predicted; a loss may also take an input as its target (auto-encoders).</param>
[method: JsonConstructor]
public sealed record DataSchema(IReadOnlyList<FieldSchema> Inputs, IReadOnlyList<FieldSchema> Targets)
{
    /// <summary>Name of the only input where no other is given; in specs it always stands for the first input.</summary>
    public const string DefaultInput = "input";

    /// <summary>Name of the only target where no other is given.</summary>
    public const string DefaultTarget = "target";

    /// <summary>One input, one target.</summary>
    /// <param name="inputShape">Shape of one row without the batch.</param>
    /// <param name="target">Whether classes or numbers are predicted.</param>
    /// <param name="targetSize">Number of classes, or numbers per row.</param>
    /// <param name="input">How the input is stored.</param>
    public DataSchema(IReadOnlyList<int> inputShape, TargetKind target, int targetSize, FieldKind input = FieldKind.Floats)
        : this(
            [new FieldSchema(DefaultInput, input, inputShape)],
            [target == TargetKind.Class
                ? new FieldSchema(DefaultTarget, FieldKind.Labels, []) { Classes = targetSize }
                : new FieldSchema(DefaultTarget, FieldKind.Floats, [targetSize])])
    {
    }

    /// <summary>Fields in the order in which a <see cref="DataPart"/> holds them.</summary>
    [JsonIgnore]
    public IReadOnlyList<FieldSchema> Fields { get; } = [.. Inputs, .. Targets];

    /// <summary>Shape of one row of the first input.</summary>
    [JsonIgnore]
    public IReadOnlyList<int> InputShape => Inputs[0].Shape;

    /// <summary>What the first target is.</summary>
    [JsonIgnore]
    public TargetKind Target => Targets[0].Kind == FieldKind.Labels ? TargetKind.Class : TargetKind.Numbers;

    /// <summary>Classes, or numbers per row, of the first target.</summary>
    [JsonIgnore]
    public int TargetSize => Targets[0].Kind == FieldKind.Labels ? Targets[0].Classes : Targets[0].Count;

    /// <summary>Values in one row of the first input.</summary>
    [JsonIgnore]
    public int FeatureCount => Inputs[0].Count;

    /// <summary>Place of a field among <see cref="Fields"/>, or -1. `input` is the first input, `target` the first target, unless a field has that name.</summary>
    public int IndexOf(string name)
    {
        for (var i = 0; i < Fields.Count; i++)
        {
            if (Fields[i].Name == name) return i;
        }

        return name switch { DefaultInput => 0, DefaultTarget => Inputs.Count, _ => -1 };
    }
}
