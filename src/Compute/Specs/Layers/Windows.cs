using TrainingService.Compute.Ops.Conv2D;
using TrainingService.Compute.Ops.Conv3D;
using TrainingService.Contracts.Specs.Layers;

namespace TrainingService.Compute.Specs.Layers;

/// <summary>How a kernel or pooling window moves along one dimension.</summary>
internal readonly record struct AxisWindow(int Kernel, int Stride, int Dilation, int Before, int After)
{
    /// <summary>Cells from the window's first to its last; clamped, so that absurd windows do not fit rather than overflow.</summary>
    public int Extent => (int)Math.Min((Kernel - 1L) * Dilation + 1, 1 << 30);

    /// <summary>Windows that fit; 0 for none.</summary>
    public int Output(int size) => (long)size + Before + After < Extent ? 0 : (int)(((long)size + Before + After - Extent) / Stride) + 1;
}

/// <summary>Kernel and pooling windows along one to three dimensions: padding rules and the checks they share.</summary>
internal static class Windows
{
    /// <summary>A window that covers a dimension cell by cell.</summary>
    public static AxisWindow Cell => new(1, 1, 1, 0, 0);

    /// <summary>The windows for an input [.., channels], padding worked out.</summary>
    public static AxisWindow[] Of(IReadOnlyList<int> input, WindowSpec spec) =>
    [
        .. spec.Kernel.Select((kernel, i) =>
        {
            var (before, after) = Along(input[i], kernel, spec.Stride[i], spec.Dilation[i], spec.Mode, spec.Given[i]);
            return new AxisWindow(kernel, spec.Stride[i], spec.Dilation[i], before, after);
        }),
    ];

    /// <summary>Sizes of one row of output without channels, or null after reporting that the window does not fit.</summary>
    public static int[]? Output(LayerScope scope, IReadOnlyList<AxisWindow> windows, string sizeMember)
    {
        int[] output = [.. windows.Select((window, i) => window.Output(scope.Input[i]))];
        if (output.All(size => size >= 1)) return output;
        scope.Error(
            sizeMember,
            "shape_mismatch",
            $"The window covers {string.Join("x", windows.Select(window => window.Extent))} cells, but the input {Shapes.Text(scope.Input)} with its padding "
                + $"has only {string.Join("x", windows.Select((window, i) => (long)scope.Input[i] + window.Before + window.After))}.",
            "a smaller window, or padding \"same\"");
        return null;
    }

    /// <summary>The windows as one over images: a series is an image of one row.</summary>
    public static Window2D Plane(IReadOnlyList<AxisWindow> windows)
    {
        var (y, x) = (windows.Count > 1 ? windows[^2] : Cell, windows[^1]);
        return new Window2D(y.Kernel, x.Kernel, y.Stride, x.Stride, y.Dilation, x.Dilation, y.Before, x.Before, y.After, x.After);
    }

    /// <summary>Three windows as one over volumes.</summary>
    public static Window3D Volume(IReadOnlyList<AxisWindow> windows)
    {
        var z = windows[0];
        return new Window3D(z.Kernel, z.Stride, z.Dilation, z.Before, z.After, Plane(windows));
    }

    /// <summary>Padding on both sides of a dimension.</summary>
    public static (int Before, int After) Along(int size, int kernel, int stride, int dilation, PaddingMode mode, int given)
    {
        switch (mode)
        {
            case PaddingMode.Valid: return (0, 0);
            case PaddingMode.Explicit: return (given, given);
            case PaddingMode.Causal: return ((int)Math.Min((kernel - 1L) * dilation, 1 << 30), 0);
        }

        var output = (size + stride - 1) / stride;
        var total = (int)Math.Min(Math.Max(0L, (output - 1L) * stride + (kernel - 1L) * dilation + 1 - size), 1 << 30);
        return (total / 2, total - total / 2);
    }
}
