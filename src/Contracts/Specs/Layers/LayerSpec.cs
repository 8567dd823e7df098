using System.ComponentModel.DataAnnotations;
using System.Text.Json.Serialization;

namespace TrainingService.Contracts.Specs.Layers;

/// <summary>One layer of the network; `type` names which.</summary>
[JsonPolymorphic(TypeDiscriminatorPropertyName = "type", UnknownDerivedTypeHandling = JsonUnknownDerivedTypeHandling.FailSerialization)]
[JsonDerivedType(typeof(DenseLayer), "dense")]
[JsonDerivedType(typeof(Conv2DLayer), "conv2d")]
[JsonDerivedType(typeof(MaxPool2DLayer), "max_pool2d")]
[JsonDerivedType(typeof(AveragePool2DLayer), "average_pool2d")]
[JsonDerivedType(typeof(GlobalAveragePool2DLayer), "global_average_pool2d")]
[JsonDerivedType(typeof(FlattenLayer), "flatten")]
[JsonDerivedType(typeof(DropoutLayer), "dropout")]
[JsonDerivedType(typeof(ReluLayer), "relu")]
[JsonDerivedType(typeof(LeakyReluLayer), "leaky_relu")]
[JsonDerivedType(typeof(SigmoidLayer), "sigmoid")]
[JsonDerivedType(typeof(TanhLayer), "tanh")]
[JsonDerivedType(typeof(GeluLayer), "gelu")]
[JsonDerivedType(typeof(SiluLayer), "silu")]
[JsonDerivedType(typeof(EluLayer), "elu")]
[JsonDerivedType(typeof(SeluLayer), "selu")]
[JsonDerivedType(typeof(SoftplusLayer), "softplus")]
[JsonDerivedType(typeof(HardSigmoidLayer), "hard_sigmoid")]
[JsonDerivedType(typeof(HardSiluLayer), "hard_silu")]
[JsonDerivedType(typeof(SoftmaxLayer), "softmax")]
[JsonDerivedType(typeof(LogSoftmaxLayer), "log_softmax")]
[JsonDerivedType(typeof(AddLayer), "add")]
[JsonDerivedType(typeof(SubtractLayer), "subtract")]
[JsonDerivedType(typeof(MultiplyLayer), "multiply")]
[JsonDerivedType(typeof(AverageLayer), "average")]
[JsonDerivedType(typeof(MaximumLayer), "maximum")]
[JsonDerivedType(typeof(MinimumLayer), "minimum")]
[JsonDerivedType(typeof(ConcatLayer), "concat")]
[JsonDerivedType(typeof(ReshapeLayer), "reshape")]
[JsonDerivedType(typeof(PermuteLayer), "permute")]
[JsonDerivedType(typeof(RepeatVectorLayer), "repeat_vector")]
[JsonDerivedType(typeof(BatchNormLayer), "batch_norm")]
[JsonDerivedType(typeof(LayerNormLayer), "layer_norm")]
[JsonDerivedType(typeof(RmsNormLayer), "rms_norm")]
[JsonDerivedType(typeof(GroupNormLayer), "group_norm")]
[JsonDerivedType(typeof(InstanceNormLayer), "instance_norm")]
[JsonDerivedType(typeof(SpatialDropoutLayer), "spatial_dropout")]
[JsonDerivedType(typeof(GaussianNoiseLayer), "gaussian_noise")]
public abstract record LayerSpec
{
    /// <summary>A name other layers can refer to in `inputs`. Default: none.</summary>
    [RegularExpression("^[A-Za-z_][A-Za-z0-9_-]{0,63}$")]
    public string? Id { get; init; }

    /// <summary>Ids of the layers whose outputs this one takes; `input` is the data. Default: the layer before it.</summary>
    [MinLength(1)]
    [MaxLength(64)]
    public IReadOnlyList<string>? Inputs { get; init; }
}
