using TrainingService.Compute.Ops.Conv2D;
using TrainingService.Contracts.Specs.Layers;

namespace TrainingService.Compute.Specs.Layers;

/// <summary>Kernel and pooling windows: padding rules and the checks they share.</summary>
internal static class Windows
{
    /// <summary>The window for an input, padding worked out.</summary>
    public static Window2D Of(IReadOnlyList<int> input, Size2D kernel, Size2D stride, Size2D dilation, Padding2D padding)
    {
        var (top, bottom) = Along(input[0], kernel.Height, stride.Height, dilation.Height, padding.Mode, padding.Height);
        var (left, right) = Along(input[1], kernel.Width, stride.Width, dilation.Width, padding.Mode, padding.Width);
        return new Window2D(kernel.Height, kernel.Width, stride.Height, stride.Width, dilation.Height, dilation.Width, top, left, bottom, right);
    }

    /// <summary>Shape of one row of output, or null after reporting that the window does not fit.</summary>
    public static IReadOnlyList<int>? Output(LayerScope scope, Window2D window, int channels, string sizeMember)
    {
        int height = window.OutputHeight(scope.Input[0]), width = window.OutputWidth(scope.Input[1]);
        if (height >= 1 && width >= 1) return [height, width, channels];
        scope.Error(
            sizeMember,
            "shape_mismatch",
            $"The window covers {window.ExtentY}x{window.ExtentX} cells, but the input {Shapes.Text(scope.Input)} with its padding has only "
                + $"{scope.Input[0] + window.Top + window.Bottom}x{scope.Input[1] + window.Left + window.Right}.",
            "a smaller window, or padding \"same\"");
        return null;
    }

    private static (int Before, int After) Along(int size, int kernel, int stride, int dilation, PaddingMode mode, int given)
    {
        if (mode == PaddingMode.Valid) return (0, 0);
        if (mode == PaddingMode.Explicit) return (given, given);
        var output = (size + stride - 1) / stride;
        var total = (int)Math.Max(0L, (output - 1L) * stride + (kernel - 1L) * dilation + 1 - size);
        return (total / 2, total - total / 2);
    }
}
