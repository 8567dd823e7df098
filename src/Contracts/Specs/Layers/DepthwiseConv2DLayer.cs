using System.ComponentModel;
using System.ComponentModel.DataAnnotations;
using TrainingService.Contracts.Specs.Initializers;

namespace TrainingService.Contracts.Specs.Layers;

/// <summary>
/// Depthwise 2-D convolution: each channel is convolved with kernels of its own, x [height, width, channels] to
/// [height', width', channels · depth_multiplier]. It is conv2d with groups = channels; a 1x1 conv2d after it makes it separable
/// (Howard et al. 2017, MobileNets).
/// </summary>
public sealed record DepthwiseConv2DLayer : WeightedLayer
{
    /// <summary>Size of the kernel: a number or [height, width].</summary>
    public required Size2D KernelSize { get; init; }

    /// <summary>Step of the kernel: a number or [height, width]. Default 1.</summary>
    public Size2D Stride { get; init; } = new(1, 1);

    /// <summary>Spacing of kernel taps: a number or [height, width]. Default 1.</summary>
    public Size2D Dilation { get; init; } = new(1, 1);

    /// <summary>"valid" (none), "same" (output = ⌈input / stride⌉; the odd cell goes below and right), or zeros on each side: a number or [height, width]. Default valid.</summary>
    public Padding2D Padding { get; init; } = Padding2D.Valid;

    /// <summary>Output channels for each input channel; those of one input channel are neighbours. Default 1.</summary>
    [Range(1, 1 << 16)]
    [DefaultValue(1)]
    public int DepthMultiplier { get; init; } = 1;

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
