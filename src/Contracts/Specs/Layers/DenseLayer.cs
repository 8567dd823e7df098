using System.ComponentModel;
using System.ComponentModel.DataAnnotations;
using TrainingService.Contracts.Specs.Initializers;

namespace TrainingService.Contracts.Specs.Layers;

/// <summary>
/// Fully connected (the perceptron, Rosenblatt 1958): y = f(x W + b), x [features], W [features, units], y [units]. Anything larger is flattened
/// first, unless `per_position` is true: then the same weights are applied to the last axis at every position, [steps, channels] to [steps, units].
/// </summary>
public sealed record DenseLayer : WeightedLayer
{
    /// <summary>Number of outputs.</summary>
    [Range(1, 1 << 24)]
    public required int Units { get; init; }

    /// <summary>
    /// Whether the layer works on the last axis at every position (sequence labelling, transformers; Keras: Dense on a sequence, TimeDistributed)
    /// rather than on everything flattened. Default false.
    /// </summary>
    [DefaultValue(false)]
    public bool PerPosition { get; init; }

    /// <summary>Applied to the output. Default linear.</summary>
    [DefaultValue(Activation.Linear)]
    public Activation Activation { get; init; } = Activation.Linear;

    /// <summary>Whether a bias is added. Default true.</summary>
    [DefaultValue(true)]
    public bool UseBias { get; init; } = true;

    /// <summary>How weights start. Default Xavier uniform.</summary>
    public InitializerSpec KernelInitializer { get; init; } = new XavierUniformInitializer();

    /// <summary>How biases start. Default zeros.</summary>
    public InitializerSpec BiasInitializer { get; init; } = new ZerosInitializer();
}
