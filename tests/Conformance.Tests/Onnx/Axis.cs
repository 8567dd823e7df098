using TrainingService.Compute.Ops.Conv2D;

namespace TrainingService.Conformance.Tests.Onnx;

/// <summary>How a window moves along one axis.</summary>
/// <param name="Kernel">Cells of the window.</param>
/// <param name="Stride">Its step.</param>
/// <param name="Dilation">Distance of its cells.</param>
/// <param name="Before">Padding before the first cell.</param>
/// <param name="After">Padding behind the last cell.</param>
internal readonly record struct Axis(int Kernel, int Stride, int Dilation, int Before, int After)
{
    public static Axis None => new(1, 1, 1, 0, 0);

    public int Extent => (Kernel - 1) * Dilation + 1;

    public int Output(int size) => (size + Before + After - Extent) / Stride + 1;

    /// <summary>The window of a node whose input has these sizes: `pads` are the beginnings of all axes, then the ends.</summary>
    public static Axis[] Of(OnnxTest test, int[] kernel, int[] sizes)
    {
        var rank = kernel.Length;
        var strides = test.Integers("strides");
        var dilations = test.Integers("dilations");
        var pads = test.Integers("pads");
        var automatic = test.Text("auto_pad", "NOTSET");
        return [.. Enumerable.Range(0, rank).Select(i =>
        {
            var axis = new Axis(kernel[i], strides?[i] ?? 1, dilations?[i] ?? 1, pads?[i] ?? 0, pads?[rank + i] ?? 0);
            if (automatic == "NOTSET") return axis;
            var output = (sizes[i] + axis.Stride - 1) / axis.Stride;
            return axis.Padded(Math.Max(0, (output - 1) * axis.Stride + axis.Extent - sizes[i]), automatic == "SAME_UPPER");
        })];
    }

    /// <summary>With so much padding in all, the odd cell at the end or at the beginning.</summary>
    public Axis Padded(int all, bool oddAtEnd)
    {
        var before = oddAtEnd ? all / 2 : all - all / 2;
        return this with { Before = before, After = all - before };
    }

    /// <summary>One or two axes as a window over images; one axis is the columns of an image of one row.</summary>
    public static Window2D Window(Axis[] axes)
    {
        var (y, x) = (axes.Length == 1 ? None : axes[^2], axes[^1]);
        return new Window2D(y.Kernel, x.Kernel, y.Stride, x.Stride, y.Dilation, x.Dilation, y.Before, x.Before, y.After, x.After);
    }
}
