using TrainingService.Compute.Networks;
using TrainingService.Compute.Graphs;
using TrainingService.Compute.Ops.Activations;
using TrainingService.Contracts.Specs.Layers;

namespace TrainingService.Compute.Specs.Layers;

/// <summary>From the spec's activations to the engine's.</summary>
internal static class Activations
{
    public static ActivationFunction Of(Activation activation) => activation switch
    {
        Activation.Linear => ActivationFunction.Linear,
        Activation.Relu => ActivationFunction.Relu,
        Activation.LeakyRelu => new ActivationFunction(ActivationKind.LeakyRelu, 0.01f),
        Activation.Sigmoid => new ActivationFunction(ActivationKind.Sigmoid),
        Activation.Tanh => new ActivationFunction(ActivationKind.Tanh),
        _ => throw new ArgumentOutOfRangeException(nameof(activation), activation, null),
    };

    /// <summary>Emits an activation after a layer, unless it is linear. Fusion folds it into the layer's kernel.</summary>
    public static ValueId Emit(EmitScope scope, ValueId input, Activation activation) =>
        activation == Activation.Linear ? input : scope.Add(new ActivationOp(Of(activation)), scope.Graph[input].Shape.PerRow, input);
}
