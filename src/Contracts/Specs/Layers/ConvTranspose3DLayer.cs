using System.ComponentModel;
using System.ComponentModel.DataAnnotations;
using TrainingService.Contracts.Specs.Initializers;

namespace TrainingService.Contracts.Specs.Layers;

/// <summary>
/// Transposed 3-D convolution (learned upsampling, sometimes called deconvolution): the transposed linear map of conv3d. Each input cell is
/// spread over a window of the output: y[i · stride + k · dilation - padding, c] += x[i, f] · w[k, c, f] along each dimension, plus b[c].
/// x [depth, height, width, channels] to [depth', height', width', filters], w [kernel depth, height, width, filters / groups, channels]. Output size along a dimension: (input - 1) · stride - 2 · padding + dilation · (kernel_size - 1) + 1 + output_padding.
/// </summary>
public sealed record ConvTranspose3DLayer : WeightedLayer
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

    /// <summary>
    /// What is cut off the output: "valid" (nothing), "same" (output = input · stride), or a number or [depth, height, width] for each side, as in
    /// PyTorch. Default valid.
    /// </summary>
    public Padding3D Padding { get; init; } = Padding3D.Valid;

    /// <summary>Slices behind, rows below and columns right that are added, less than the stride: a number or [depth, height, width]. Default 0.</summary>
    public Extra3D OutputPadding { get; init; }

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
