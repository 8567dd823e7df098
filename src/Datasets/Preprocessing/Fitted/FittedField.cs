using System.Runtime.InteropServices;
using System.Text.Json.Serialization;
using TrainingService.Compute.Data;
using TrainingService.Datasets.Preprocessing.Rows;

namespace TrainingService.Datasets.Preprocessing.Fitted;

/// <summary>One input or target of the network: what it is made of, with everything learned. Immutable; the JSON form says all.</summary>
[JsonPolymorphic(TypeDiscriminatorPropertyName = "form", UnknownDerivedTypeHandling = JsonUnknownDerivedTypeHandling.FailSerialization)]
[JsonDerivedType(typeof(FittedNumbers), "numbers")]
[JsonDerivedType(typeof(FittedIds), "ids")]
[JsonDerivedType(typeof(FittedClasses), "classes")]
[JsonDerivedType(typeof(FittedImage), "image")]
[JsonDerivedType(typeof(FittedMask), "mask")]
[JsonDerivedType(typeof(FittedBoxes), "boxes")]
[JsonDerivedType(typeof(FittedTensor), "tensor")]
[JsonDerivedType(typeof(FittedText), "text")]
[JsonDerivedType(typeof(FittedWindows), "windows")]
[JsonDerivedType(typeof(FittedStream), "stream")]
public abstract record FittedField
{
    /// <summary>Its name in specs.</summary>
    public required string Name { get; init; }

    /// <summary>Shape and kind as the engine takes it.</summary>
    [JsonIgnore]
    public abstract FieldSchema Schema { get; }

    /// <summary>What the engine does to the stored numbers; null for nothing.</summary>
    [JsonIgnore]
    public virtual FieldScaling? Scaling => null;

    /// <summary>Turns prepared numbers back into the unit of the data; null when they are in it, or are none.</summary>
    public virtual FieldUnit? ToUnit() => null;

    /// <summary>The columns it reads.</summary>
    [JsonIgnore]
    public abstract IReadOnlyList<string> SourceColumns { get; }

    /// <summary>Bytes of one prepared row.</summary>
    [JsonIgnore]
    public long RowBytes => (long)Schema.Count * Schema.ElementBytes;

    /// <summary>Prepares rows.</summary>
    /// <param name="rows">Where they come from.</param>
    /// <param name="first">The first.</param>
    /// <param name="count">How many.</param>
    /// <param name="values">Receives the prepared rows, <see cref="RowBytes"/> each.</param>
    /// <param name="lengths">Receives the real steps of each row, if the field has lengths.</param>
    public abstract void Encode(IRowSource rows, int first, int count, Span<byte> values, Span<int> lengths);

    /// <summary>The stored column whose bytes are this field's as they are, or null: then nothing needs to be prepared.</summary>
    internal virtual string? AsStored(Contracts.Datasets.DatasetHeader header) => null;

    private protected static Span<float> Floats(Span<byte> values) => MemoryMarshal.Cast<byte, float>(values);

    private protected static Span<int> Integers(Span<byte> values) => MemoryMarshal.Cast<byte, int>(values);
}
