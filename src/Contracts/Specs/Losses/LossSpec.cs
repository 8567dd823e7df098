using System.Text.Json.Serialization;

namespace TrainingService.Contracts.Specs.Losses;

/// <summary>
/// The training objective, averaged over the rows of a batch; `type` names which. A bare string is the type with its defaults. In the formulas z is
/// the network's output, t the target, n the outputs of a row. Labels of -1 are not counted.
/// </summary>
[JsonPolymorphic(TypeDiscriminatorPropertyName = "type", UnknownDerivedTypeHandling = JsonUnknownDerivedTypeHandling.FailSerialization)]
[JsonDerivedType(typeof(CrossEntropyLoss), "cross_entropy")]
[JsonDerivedType(typeof(BinaryCrossEntropyLoss), "binary_cross_entropy")]
[JsonDerivedType(typeof(FocalLoss), "focal")]
[JsonDerivedType(typeof(KlDivergenceLoss), "kl_divergence")]
[JsonDerivedType(typeof(LogLoss), "log_loss")]
[JsonDerivedType(typeof(ExponentialLoss), "exponential")]
[JsonDerivedType(typeof(HingeLoss), "hinge")]
[JsonDerivedType(typeof(SquaredHingeLoss), "squared_hinge")]
[JsonDerivedType(typeof(MulticlassHingeLoss), "multiclass_hinge")]
[JsonDerivedType(typeof(MeanSquaredErrorLoss), "mse")]
[JsonDerivedType(typeof(MeanAbsoluteErrorLoss), "mae")]
[JsonDerivedType(typeof(HuberLoss), "huber")]
[JsonDerivedType(typeof(LogCoshLoss), "log_cosh")]
[JsonDerivedType(typeof(IouLoss), "iou")]
[JsonDerivedType(typeof(GiouLoss), "giou")]
[JsonDerivedType(typeof(DiouLoss), "diou")]
[JsonDerivedType(typeof(CiouLoss), "ciou")]
[JsonDerivedType(typeof(SoftIouLoss), "soft_iou")]
[JsonDerivedType(typeof(DiceLoss), "dice")]
public abstract record LossSpec;
