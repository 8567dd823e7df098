using TrainingService.Compute.Graphs;
using TrainingService.Compute.Networks;
using TrainingService.Compute.Ops.Activations;
using TrainingService.Contracts.Specs.Layers;

namespace TrainingService.Compute.Specs.Layers;

/// <summary>An activation as a layer of its own: value by value, or softmax over the last axis.</summary>
/// <param name="spec">The layer.</param>
/// <param name="type">Its `type`.</param>
/// <param name="op">What it computes.</param>
internal sealed class ActivationBuilder(LayerSpec spec, string type, Op op) : LayerBuilder<LayerSpec>(spec)
{
    /// <inheritdoc/>
    public override string Type => type;

    /// <inheritdoc/>
    public override IReadOnlyList<int> Infer(LayerScope scope) => scope.Input;

    /// <inheritdoc/>
    public override ValueId Emit(EmitScope scope) => scope.Add(op, scope.Layer.OutputShape, scope.Input);

    /// <summary>The builder of an activation layer; null for other layers.</summary>
    public static ActivationBuilder? For(LayerSpec spec) => spec switch
    {
        ReluLayer => Of(spec, "relu", Activation.Relu),
        LeakyReluLayer leaky => Of(spec, "leaky_relu", new ActivationFunction(ActivationKind.LeakyRelu, (float)leaky.NegativeSlope)),
        SigmoidLayer => Of(spec, "sigmoid", Activation.Sigmoid),
        TanhLayer => Of(spec, "tanh", Activation.Tanh),
        GeluLayer gelu => Of(spec, "gelu", gelu.Approximate ? Activation.GeluTanh : Activation.Gelu),
        SiluLayer => Of(spec, "silu", Activation.Silu),
        EluLayer elu => Of(spec, "elu", new ActivationFunction(ActivationKind.Elu, (float)elu.Alpha)),
        SeluLayer => Of(spec, "selu", Activation.Selu),
        SoftplusLayer => Of(spec, "softplus", Activation.Softplus),
        HardSigmoidLayer => Of(spec, "hard_sigmoid", Activation.HardSigmoid),
        HardSiluLayer => Of(spec, "hard_silu", Activation.HardSilu),
        SoftmaxLayer => Of(spec, "softmax", Activation.Softmax),
        LogSoftmaxLayer => Of(spec, "log_softmax", Activation.LogSoftmax),
        _ => null,
    };

    private static ActivationBuilder Of(LayerSpec spec, string type, Activation activation) => new(spec, type, Activations.OpOf(activation));

    private static ActivationBuilder Of(LayerSpec spec, string type, ActivationFunction function) => new(spec, type, new ActivationOp(function));
}
