using System.Text.Json.Serialization;

namespace TrainingService.Compute.Data;

/// <summary>How a field's values are stored and what they mean.</summary>
public enum FieldKind
{
    /// <summary>One byte each (images); the network sees byte · scale + shift.</summary>
    Bytes,

    /// <summary>One float32 each; the network sees x · scale + shift.</summary>
    Floats,

    /// <summary>One int32 each: ids below the size of a vocabulary. The network sees the ids.</summary>
    Tokens,

    /// <summary>One int32 each: classes. -1 is "not to be counted".</summary>
    Labels,
}

/// <summary>One named part of a data row: an image, a table's features, a sentence, a label.</summary>
/// <param name="Name">Its name in specs.</param>
/// <param name="Kind">How it is stored.</param>
/// <param name="Shape">
/// Shape of one row without the batch: [height, width, channels], [features], [steps] tokens, [steps, channels]; [] for one label.
/// </param>
public sealed record FieldSchema(string Name, FieldKind Kind, IReadOnlyList<int> Shape)
{
    /// <summary>Number of classes of labels, or size of the vocabulary of tokens; else 0.</summary>
    public int Classes { get; init; }

    /// <summary>Whether rows have fewer real steps than the first dimension, each its own number; what is behind them is padding.</summary>
    public bool HasLengths { get; init; }

    /// <summary>Whether it is boxes, [most, 5]: left, upper edge, width, height in pixels and class, all -1 where there is none.</summary>
    public bool HoldsBoxes { get; init; }

    /// <summary>Whether its numbers are no longer in the units of the dataset, as each column was scaled by itself.</summary>
    public bool IsRescaled { get; init; }

    /// <summary>Of labels that are a text: what a decoder needs to write it by itself.</summary>
    public WrittenText? Written { get; init; }

    /// <summary>Numbers of one row that losses and scores take: of boxes the four that say where they are.</summary>
    [JsonIgnore]
    public int ComparedCount => HoldsBoxes ? Count / 5 * 4 : Count;

    /// <summary>Names of the classes, or the tokens of the vocabulary, if known.</summary>
    public IReadOnlyList<string>? ClassNames { get; init; }

    /// <summary>Values in one row.</summary>
    [JsonIgnore]
    public int Count => Shape.Aggregate(1, (product, size) => checked(product * size));

    /// <summary>Bytes of one value as stored.</summary>
    [JsonIgnore]
    public int ElementBytes => Kind == FieldKind.Bytes ? sizeof(byte) : sizeof(int);

    /// <summary>Whether values are int32 that no scale applies to.</summary>
    [JsonIgnore]
    public bool IsInteger => Kind is FieldKind.Tokens or FieldKind.Labels;
}
