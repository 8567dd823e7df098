using TrainingService.Compute.Graphs;
using TrainingService.Compute.Networks;
using TrainingService.Compute.Ops.Activations;
using TrainingService.Contracts.Specs.Layers;

namespace TrainingService.Compute.Specs.Layers;

/// <summary>From the spec's activations to the engine's.</summary>
internal static class Activations
{
    /// <summary>The op of an activation with its default parameter.</summary>
    public static Op OpOf(Activation activation) => activation switch
    {
        Activation.Softmax => new SoftmaxOp(Log: false),
        Activation.LogSoftmax => new SoftmaxOp(Log: true),
        _ => new ActivationOp(Of(activation)),
    };

    /// <summary>Emits an activation after a layer, unless it is linear. Fusion folds it into the layer's kernel where that can be.</summary>
    public static ValueId Emit(EmitScope scope, ValueId input, Activation activation) =>
        activation == Activation.Linear ? input : Images.Add(scope, OpOf(activation), scope.Graph[input].Shape, input);

    private static ActivationFunction Of(Activation activation) => activation switch
    {
        Activation.Linear => ActivationFunction.Linear,
        Activation.Relu => ActivationFunction.Relu,
        Activation.LeakyRelu => new ActivationFunction(ActivationKind.LeakyRelu, 0.01f),
        Activation.Sigmoid => new ActivationFunction(ActivationKind.Sigmoid),
        Activation.Tanh => new ActivationFunction(ActivationKind.Tanh),
        Activation.Gelu => new ActivationFunction(ActivationKind.Gelu),
        Activation.GeluTanh => new ActivationFunction(ActivationKind.GeluTanh),
        Activation.Silu => new ActivationFunction(ActivationKind.Silu),
        Activation.Elu => new ActivationFunction(ActivationKind.Elu, 1),
        Activation.Selu => new ActivationFunction(ActivationKind.Selu),
        Activation.Softplus => new ActivationFunction(ActivationKind.Softplus),
        Activation.HardSigmoid => new ActivationFunction(ActivationKind.HardSigmoid),
        Activation.HardSilu => new ActivationFunction(ActivationKind.HardSilu),
        _ => throw new ArgumentOutOfRangeException(nameof(activation), activation, null),
    };
}
