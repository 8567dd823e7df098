using TrainingService.Compute.Graphs;
using TrainingService.Compute.Networks;
using TrainingService.Compute.Ops.Activations;
using TrainingService.Contracts.Specs.Layers;

namespace TrainingService.Compute.Specs.Layers;

/// <summary>An activation as a layer of its own.</summary>
internal sealed class ActivationBuilder(LayerSpec spec) : LayerBuilder<LayerSpec>(spec)
{
    /// <inheritdoc/>
    public override string Type => Spec switch
    {
        ReluLayer => "relu",
        LeakyReluLayer => "leaky_relu",
        SigmoidLayer => "sigmoid",
        _ => "tanh",
    };

    private ActivationFunction Function => Spec switch
    {
        ReluLayer => ActivationFunction.Relu,
        LeakyReluLayer leaky => new ActivationFunction(ActivationKind.LeakyRelu, (float)leaky.NegativeSlope),
        SigmoidLayer => new ActivationFunction(ActivationKind.Sigmoid),
        _ => new ActivationFunction(ActivationKind.Tanh),
    };

    /// <inheritdoc/>
    public override IReadOnlyList<int> Infer(LayerScope scope) => scope.Input;

    /// <inheritdoc/>
    public override ValueId Emit(EmitScope scope) => scope.Add(new ActivationOp(Function), scope.Layer.OutputShape, scope.Input);
}
