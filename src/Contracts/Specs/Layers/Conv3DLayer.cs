using System.ComponentModel;
using System.ComponentModel.DataAnnotations;
using TrainingService.Contracts.Specs.Initializers;

namespace TrainingService.Contracts.Specs.Layers;

/// <summary>
/// 3-D convolution over volumes or video: x [depth, height, width, channels] to [depth', height', width', filters],
/// w [kernel depth, height, width, channels / groups, filters].
/// </summary>
public sealed record Conv3DLayer : WeightedLayer
{
    /// <summary>Number of output channels.</summary>
    [Range(1, 1 << 20)]
    public required int Filters { get; init; }

    /// <summary>Size of the kernel: a number or [depth, height, width].</summary>
    public required Size3D KernelSize { get; init; }

    /// <summary>Step of the kernel: a number or [depth, height, width]. Default 1.</summary>
    public Size3D Stride { get; init; } = new(1, 1, 1);

    /// <summary>Spacing of kernel taps: a number or [depth, height, width]. Default 1.</summary>
    public Size3D Dilation { get; init; } = new(1, 1, 1);

    /// <summary>"valid" (none), "same" (output = ⌈input / stride⌉; the odd cell goes behind, below and right), or zeros on each side: a number or [depth, height, width]. Default valid.</summary>
    public Padding3D Padding { get; init; } = Padding3D.Valid;

    /// <summary>
    /// Groups that channels and filters are cut into; a filter sees its own group's channels only. Both numbers must be multiples of it. Default 1.
    /// </summary>
    [Range(1, 1 << 20)]
    [DefaultValue(1)]
    public int Groups { get; init; } = 1;

    /// <summary>Applied to the output. Default linear.</summary>
    [DefaultValue(Activation.Linear)]
    public Activation Activation { get; init; } = Activation.Linear;

    /// <summary>Whether a bias per output channel is added. Default true.</summary>
    [DefaultValue(true)]
    public bool UseBias { get; init; } = true;

    /// <summary>How kernels start. Default Xavier uniform.</summary>
    public InitializerSpec KernelInitializer { get; init; } = new XavierUniformInitializer();

    /// <summary>How biases start. Default zeros.</summary>
    public InitializerSpec BiasInitializer { get; init; } = new ZerosInitializer();
}
