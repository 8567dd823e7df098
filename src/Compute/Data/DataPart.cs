namespace TrainingService.Compute.Data;

/// <summary>The rows of one part of a dataset: one <see cref="FieldData"/> per field of the schema, inputs first, then targets.</summary>
/// <param name="Rows">Number of rows.</param>
/// <param name="Fields">Data of each field.</param>
public sealed record DataPart(int Rows, IReadOnlyList<FieldData> Fields)
{
    /// <summary>The first input's bytes; empty when they are no bytes in memory.</summary>
    public ReadOnlyMemory<byte> Bytes => (Fields[0] as ArrayField<byte>)?.Memory ?? default;

    /// <summary>The first input's floats; empty when they are no floats in memory.</summary>
    public ReadOnlyMemory<float> Floats => (Fields[0] as ArrayField<float>)?.Memory ?? default;

    /// <summary>The last field's labels; empty when they are no labels in memory.</summary>
    public ReadOnlyMemory<int> Labels => (Fields[^1] as ArrayField<int>)?.Memory ?? default;

    /// <summary>The last field's numbers; empty when they are no numbers in memory.</summary>
    public ReadOnlyMemory<float> Targets => (Fields[^1] as ArrayField<float>)?.Memory ?? default;

    /// <summary>Images with class labels.</summary>
    public static DataPart FromBytes(ReadOnlyMemory<byte> features, ReadOnlyMemory<int> labels) =>
        new(labels.Length, [new ArrayField<byte>(features), new ArrayField<int>(labels)]);

    /// <summary>Numbers with class labels.</summary>
    public static DataPart FromFloats(ReadOnlyMemory<float> features, ReadOnlyMemory<int> labels) =>
        new(labels.Length, [new ArrayField<float>(features), new ArrayField<int>(labels)]);

    /// <summary>Numbers with number targets.</summary>
    public static DataPart FromFloats(int rows, ReadOnlyMemory<float> features, ReadOnlyMemory<float> targets) =>
        new(rows, [new ArrayField<float>(features), new ArrayField<float>(targets)]);
}
