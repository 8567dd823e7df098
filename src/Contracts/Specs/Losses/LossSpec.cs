using System.ComponentModel;
using System.Text.Json.Serialization;

namespace TrainingService.Contracts.Specs.Losses;

/// <summary>The training objective, averaged over the rows of a batch; `type` names which. A bare string is the type with its defaults.</summary>
[JsonPolymorphic(TypeDiscriminatorPropertyName = "type", UnknownDerivedTypeHandling = JsonUnknownDerivedTypeHandling.FailSerialization)]
[JsonDerivedType(typeof(CrossEntropyLoss), "cross_entropy")]
[JsonDerivedType(typeof(BinaryCrossEntropyLoss), "binary_cross_entropy")]
[JsonDerivedType(typeof(MeanSquaredErrorLoss), "mse")]
public abstract record LossSpec;

/// <summary>Softmax cross-entropy from logits with integer class labels: -log softmax(x)[label]. The network ends without softmax.</summary>
public sealed record CrossEntropyLoss : LossSpec;

/// <summary>Binary cross-entropy, averaged over the outputs of a row; labels 0 or 1.</summary>
public sealed record BinaryCrossEntropyLoss : LossSpec
{
    /// <summary>True: the network gives logits and the sigmoid is part of the loss (stable). False: the network ends in a sigmoid. Default true.</summary>
    [DefaultValue(true)]
    public bool FromLogits { get; init; } = true;
}

/// <summary>Mean squared error, averaged over the outputs of a row. With class labels the targets are one-hot.</summary>
public sealed record MeanSquaredErrorLoss : LossSpec;
