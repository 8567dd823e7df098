using System.ComponentModel;
using System.ComponentModel.DataAnnotations;
using TrainingService.Contracts.Specs.Initializers;

namespace TrainingService.Contracts.Specs.Layers;

/// <summary>
/// Transposed 1-D convolution (learned upsampling, sometimes called deconvolution): the transposed linear map of conv1d. Each input cell is
/// spread over a window of the output: y[i · stride + k · dilation - padding, c] += x[i, f] · w[k, c, f] along each dimension, plus b[c].
/// x [time, channels] to [time', filters], w [kernel_size, filters / groups, channels]. Output size along a dimension: (input - 1) · stride - 2 · padding + dilation · (kernel_size - 1) + 1 + output_padding.
/// </summary>
public sealed record ConvTranspose1DLayer : WeightedLayer
{
    /// <summary>Number of output channels.</summary>
    [Range(1, 1 << 20)]
    public required int Filters { get; init; }

    /// <summary>Steps the kernel covers.</summary>
    [Range(1, Size2D.Max)]
    public required int KernelSize { get; init; }

    /// <summary>Step of the kernel. Default 1.</summary>
    [Range(1, Size2D.Max)]
    [DefaultValue(1)]
    public int Stride { get; init; } = 1;

    /// <summary>Spacing of kernel taps. Default 1.</summary>
    [Range(1, Size2D.Max)]
    [DefaultValue(1)]
    public int Dilation { get; init; } = 1;

    /// <summary>
    /// What is cut off the output: "valid" (nothing), "same" (output = input · stride), or a number for each side, as in
    /// PyTorch. Default valid.
    /// </summary>
    public Padding1D Padding { get; init; } = Padding1D.Valid;

    /// <summary>Steps added at the end, less than the stride: which of the inputs of conv1d that give this size is meant. Default 0.</summary>
    [Range(0, Size2D.Max)]
    [DefaultValue(0)]
    public int OutputPadding { get; init; }

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
