using System.ComponentModel;
using System.ComponentModel.DataAnnotations;
using TrainingService.Contracts.Specs.Initializers;

namespace TrainingService.Contracts.Specs.Layers;

/// <summary>
/// 2-D convolution (LeCun et al. 1989; a cross-correlation, as everywhere in the field): y[i, j, f] = b[f] + Σ x[i · stride + k · dilation - padding,
/// j · stride + l · dilation - padding, c] · w[k, l, c, f]; x [height, width, channels] to [height', width', filters], w [kernel height, kernel width,
/// channels, filters].
/// </summary>
public sealed record Conv2DLayer : WeightedLayer
{
    /// <summary>Number of output channels.</summary>
    [Range(1, 1 << 20)]
    public required int Filters { get; init; }

    /// <summary>Height and width of the kernel: a number or [height, width].</summary>
    public required Size2D KernelSize { get; init; }

    /// <summary>Step of the kernel: a number or [height, width]. Default 1.</summary>
    public Size2D Stride { get; init; } = new(1, 1);

    /// <summary>Spacing of kernel taps: a number or [height, width]. Default 1.</summary>
    public Size2D Dilation { get; init; } = new(1, 1);

    /// <summary>"valid" (none), "same" (output = ⌈input / stride⌉; the odd cell goes below and right), or zeros on each side: a number or [height, width]. Default valid.</summary>
    public Padding2D Padding { get; init; } = Padding2D.Valid;

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
