using TrainingService.Contracts.Specs.Layers;
using TrainingService.Contracts.Specs.Losses;
using TrainingService.Contracts.Validation;

namespace TrainingService.Compute.Specs;

/// <summary>Finds the softmax that is applied twice: it trains, but slowly and to a worse place, and nothing else would say why.</summary>
internal static class SoftmaxCheck
{
    /// <summary>Reports a softmax right before a loss that takes logits.</summary>
    public static void Run(LossSpec loss, LayerSpec layer, int index, ICollection<SpecError> errors)
    {
        if (loss is not (CrossEntropyLoss { FromLogits: true } or BinaryCrossEntropyLoss { FromLogits: true } or FocalLoss or KlDivergenceLoss { FromLogits: true } or MaskLoss)) return;
        string? member = layer switch
        {
            SoftmaxLayer or LogSoftmaxLayer => "type",
            DenseLayer { Activation: Activation.Softmax or Activation.LogSoftmax } => "activation",
            Conv2DLayer { Activation: Activation.Softmax or Activation.LogSoftmax } => "activation",
            _ => null,
        };
        if (member is null) return;
        errors.Add(new SpecError(
            $"#/model/layers/{index}/{member}",
            "conflict",
            "The loss takes logits and applies softmax (or the sigmoid) itself, which is stable; here it would be applied twice.",
            member == "type" ? "leave this layer out" : "linear"));
    }
}
