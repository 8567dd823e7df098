using System.ComponentModel;
using System.ComponentModel.DataAnnotations;
using TrainingService.Contracts.Specs.Initializers;

namespace TrainingService.Contracts.Specs.Layers;

/// <summary>
/// 1-D convolution over a series: y[i, f] = b[f] + Σ x[i · stride + k · dilation - padding, c] · w[k, c, f]; x [time, channels] to
/// [time', filters], w [kernel_size, channels / groups, filters]. Steps behind a row's own length count as zeros.
/// </summary>
public sealed record Conv1DLayer : WeightedLayer
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
    /// "valid" (none), "same" (output = ⌈input / stride⌉; the odd step goes behind), "causal" (all of it in front: no output looks ahead), or steps
    /// on each side. Default valid.
    /// </summary>
    public Padding1D Padding { get; init; } = Padding1D.Valid;

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
