using TrainingService.Contracts.Specs.Initializers;
using TrainingService.Contracts.Specs.Layers;

namespace TrainingService.Compute.Specs.Layers;

/// <summary>What the convolution layers have in common.</summary>
/// <param name="Type">The layer's `type`.</param>
/// <param name="Window">Its window.</param>
/// <param name="Filters">Output channels; for a depthwise one those of each input channel.</param>
/// <param name="Groups">Groups; 0 for depthwise: as many as channels.</param>
/// <param name="Activation">Applied to the output.</param>
/// <param name="UseBias">Whether there is a bias.</param>
/// <param name="KernelInitializer">How kernels start.</param>
/// <param name="BiasInitializer">How biases start.</param>
internal sealed record ConvSettings(
    string Type, WindowSpec Window, int Filters, int Groups, Activation Activation, bool UseBias, InitializerSpec KernelInitializer, InitializerSpec BiasInitializer)
{
    /// <summary>Cells added to a transposed convolution's output; null when it is none.</summary>
    public int[]? OutputPadding { get; init; }

    /// <summary>The settings of any convolution layer.</summary>
    public static ConvSettings Of(LayerSpec spec) => spec switch
    {
        Conv1DLayer s => new(
            "conv1d", WindowSpec.Of(s.KernelSize, s.Stride, s.Dilation, s.Padding), s.Filters, s.Groups, s.Activation, s.UseBias, s.KernelInitializer, s.BiasInitializer),
        Conv2DLayer s => new(
            "conv2d", WindowSpec.Of(s.KernelSize, s.Stride, s.Dilation, s.Padding), s.Filters, s.Groups, s.Activation, s.UseBias, s.KernelInitializer, s.BiasInitializer),
        Conv3DLayer s => new(
            "conv3d", WindowSpec.Of(s.KernelSize, s.Stride, s.Dilation, s.Padding), s.Filters, s.Groups, s.Activation, s.UseBias, s.KernelInitializer, s.BiasInitializer),
        DepthwiseConv2DLayer s => new(
            "depthwise_conv2d", WindowSpec.Of(s.KernelSize, s.Stride, s.Dilation, s.Padding), s.DepthMultiplier, 0, s.Activation, s.UseBias, s.KernelInitializer, s.BiasInitializer),
        ConvTranspose1DLayer s => new(
            "conv_transpose1d", WindowSpec.Of(s.KernelSize, s.Stride, s.Dilation, s.Padding), s.Filters, s.Groups, s.Activation, s.UseBias, s.KernelInitializer, s.BiasInitializer)
        {
            OutputPadding = [s.OutputPadding],
        },
        ConvTranspose2DLayer s => new(
            "conv_transpose2d", WindowSpec.Of(s.KernelSize, s.Stride, s.Dilation, s.Padding), s.Filters, s.Groups, s.Activation, s.UseBias, s.KernelInitializer, s.BiasInitializer)
        {
            OutputPadding = [s.OutputPadding.Height, s.OutputPadding.Width],
        },
        ConvTranspose3DLayer s => new(
            "conv_transpose3d", WindowSpec.Of(s.KernelSize, s.Stride, s.Dilation, s.Padding), s.Filters, s.Groups, s.Activation, s.UseBias, s.KernelInitializer, s.BiasInitializer)
        {
            OutputPadding = [s.OutputPadding.Depth, s.OutputPadding.Height, s.OutputPadding.Width],
        },
        _ => throw new ArgumentOutOfRangeException(nameof(spec), spec.GetType().Name, "No convolution."),
    };

    /// <summary>Filters and groups for a number of input channels, or null after reporting that they do not go together.</summary>
    public (int Filters, int Groups)? Check(LayerScope scope)
    {
        var channels = scope.Input[^1];
        if (Groups == 0)
        {
            if ((long)channels * Filters <= 1 << 24) return (channels * Filters, channels);
            scope.Error("depth_multiplier", "too_large", $"{channels} channels times {Filters} are too many.", $"at most {1 << 24} output channels");
            return null;
        }

        var fits = true;
        if (channels % Groups != 0)
        {
            scope.Error("groups", "shape_mismatch", $"The input {Shapes.Text(scope.Input)} has {channels} channels, which {Groups} groups can't share.", "a divisor of the channels");
            fits = false;
        }

        if (Filters % Groups != 0)
        {
            scope.Error("groups", "shape_mismatch", $"{Filters} filters can't be shared by {Groups} groups.", "a divisor of filters");
            fits = false;
        }

        return fits ? (Filters, Groups) : null;
    }

    /// <summary>Adds the kernel [.., first, last] and the bias.</summary>
    public void AddParameters(LayerScope scope, int first, int last, int outputs, long fanIn, long fanOut)
    {
        scope.AddParameter("kernel", [.. Window.Kernel, first, last], KernelInitializer, fanIn, fanOut);
        if (UseBias) scope.AddParameter("bias", [outputs], BiasInitializer, fanIn, fanOut, isBias: true);
    }

    /// <summary>Cells of the kernel.</summary>
    public long Cells => Window.Kernel.Aggregate(1L, (product, size) => product * size);
}
