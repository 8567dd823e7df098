using TrainingService.Compute.Graphs;
using TrainingService.Compute.Networks;
using TrainingService.Compute.Ops.Activations;
using TrainingService.Compute.Ops.Conv2D;
using TrainingService.Compute.Ops.Conv3D;
using TrainingService.Compute.Ops.Sequences;
using TrainingService.Contracts.Specs.Layers;

namespace TrainingService.Compute.Specs.Layers;

/// <summary>A transposed convolution along one to three dimensions: the transpose of the convolution that takes its output to its input.</summary>
internal sealed class ConvTransposeBuilder(LayerSpec spec) : LayerBuilder<LayerSpec>(spec)
{
    private readonly ConvSettings settings = ConvSettings.Of(spec);

    /// <inheritdoc/>
    public override string Type => settings.Type;

    /// <inheritdoc/>
    public override IReadOnlyList<int>? Infer(LayerScope scope)
    {
        if (!Images.Require(scope, Type, settings.Window.Rank)) return null;
        if (settings.Check(scope) is not var (filters, groups) || !IsPaddingRight(scope)) return null;
        long[] sizes = [.. Enumerable.Range(0, settings.Window.Rank).Select(i => SizeOf(i, scope.Input[i]))];
        if (sizes.Any(size => size is < 1 or > int.MaxValue / 2))
        {
            scope.Error(
                "padding",
                "shape_mismatch",
                $"The output of the input {Shapes.Text(scope.Input)} would be {string.Join("x", sizes)} cells.",
                "padding that leaves something of it");
            return null;
        }

        var channels = scope.Input[^1];
        settings.AddParameters(scope, filters / groups, channels, filters, settings.Cells * channels / groups, settings.Cells * filters);
        if (settings.Window.Rank == 1) Steps.InferScaled(scope);
        return [.. sizes.Select(size => (int)size), filters];
    }

    /// <inheritdoc/>
    public override ValueId Emit(EmitScope scope)
    {
        var output = scope.Layer.OutputShape;
        var windows = Enumerable.Range(0, settings.Window.Rank).Select(i => WindowOf(i, output[i])).ToArray();
        var input = scope.Input;
        if (settings.Window.Rank == 1 && scope.LengthsOf() is { } lengths)
        {
            // Steps behind a row's own end would be spread into it.
            input = Steps.Mask(scope, input, lengths, 0);
            var stride = settings.Window.Stride[0];
            Steps.Set(scope, new WindowLengthsOp(Extent: 1, Stride: 1, Padding: (int)(SizeOf(0, 1) - stride), Scale: stride));
        }

        var images = Images.Of(scope, input);
        Op op = settings.Window.Rank == 3
            ? new ConvTranspose3DOp(Windows.Volume(windows), output[0], settings.UseBias, ActivationFunction.Linear, settings.Groups)
            : new ConvTranspose2DOp(Windows.Plane(windows), settings.UseBias, ActivationFunction.Linear, settings.Groups);
        var shape = settings.Window.Rank switch
        {
            1 => new Shape(scope.Batch, 1, output[0], output[1]),
            2 => new Shape([scope.Batch, .. output]),
            _ => new Shape(scope.Batch * output[0], output[1], output[2], output[3]),
        };
        var result = Images.Add(scope, op, shape, [images, .. scope.Parameters]);
        return Images.To(scope, Activations.Emit(scope, result, settings.Activation), output);
    }

    private bool IsPaddingRight(LayerScope scope)
    {
        var (window, added) = (settings.Window, settings.OutputPadding!);
        if (window.Mode == PaddingMode.Causal)
        {
            scope.Error("padding", "unknown_value", $"{Type} has no causal padding.", "\"valid\", \"same\", or steps on each side");
            return false;
        }

        if (added.Zip(window.Stride).Any(pair => pair.First >= pair.Second && pair.First > 0) || (window.Mode == PaddingMode.Same && added.Any(size => size > 0)))
        {
            var same = window.Mode == PaddingMode.Same ? " With padding \"same\" the output's size is given already." : "";
            scope.Error("output_padding", "out_of_range", $"output_padding is {string.Join("x", added)} with stride {string.Join("x", window.Stride)}.{same}", same.Length > 0 ? "0" : "less than the stride");
            return false;
        }

        return true;
    }

    /// <summary>Output cells along a dimension.</summary>
    private long SizeOf(int axis, int input)
    {
        var window = settings.Window;
        if (window.Mode == PaddingMode.Same) return (long)input * window.Stride[axis];
        return (input - 1L) * window.Stride[axis] - 2L * window.Given[axis] + (window.Kernel[axis] - 1L) * window.Dilation[axis] + 1 + settings.OutputPadding![axis];
    }

    /// <summary>The window of the convolution that takes that many output cells to the input's.</summary>
    private AxisWindow WindowOf(int axis, int output)
    {
        var window = settings.Window;
        var (before, after) = Windows.Along(output, window.Kernel[axis], window.Stride[axis], window.Dilation[axis], window.Mode, window.Given[axis]);
        return new AxisWindow(window.Kernel[axis], window.Stride[axis], window.Dilation[axis], before, after);
    }
}
