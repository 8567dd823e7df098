using TrainingService.Compute.Graphs;
using TrainingService.Compute.Ops.Activations;
using TrainingService.Compute.Ops.Conv2D;
using static TrainingService.Kernels.Cases.Planes;

namespace TrainingService.Kernels.Cases;

/// <summary>Convolutions of images and series: forward, gradient of the data, gradient of the weights.</summary>
internal static class ConvolutionCases
{
    private static readonly ActivationFunction Linear = ActivationFunction.Linear;

    private static readonly (string Name, Shape Image, int Filters, Window2D Window, int Groups)[] Rows =
    [
        ("first layer 5x5, 1 channel", new(64, 28, 28, 1), 6, Square(5, 1, 2), 1),
        ("first layer 3x3, 3 channels", new(32, 32, 32, 3), 64, Square(3, 1, 1), 1),
        ("first layer 7x7 strided, 3 channels", new(8, 112, 112, 3), 64, Square(7, 2, 3), 1),
        ("1x1", new(32, 16, 16, 128), 128, Square(1, 1, 0), 1),
        ("1x1 strided", new(32, 16, 16, 128), 256, Square(1, 2, 0), 1),
        ("3x3", new(32, 16, 16, 128), 128, Square(3, 1, 1), 1),
        ("3x3, 512 channels", new(32, 4, 4, 512), 512, Square(3, 1, 1), 1),
        ("5x5", new(32, 14, 14, 32), 64, Square(5, 1, 2), 1),
        ("3x3 strided", new(32, 32, 32, 64), 128, Square(3, 2, 1), 1),
        ("3x3 dilated", new(32, 16, 16, 64), 64, new(3, 3, 1, 1, 2, 2, 2, 2, 2, 2), 1),
        ("3x3 depthwise", new(32, 32, 32, 64), 64, Square(3, 1, 1), 64),
        ("3x3 depthwise strided", new(32, 32, 32, 64), 64, Square(3, 2, 1), 64),
        ("5x5 depthwise", new(32, 32, 32, 64), 64, Square(5, 1, 2), 64),
        ("3x3 of 4 groups", new(32, 16, 16, 128), 128, Square(3, 1, 1), 4),
        ("1-D of 5", new(32, 1, 256, 64), 64, Series(5, 1, 1, 2, 2), 1),
        ("1-D of 5, first layer, 1 channel", new(64, 1, 1024, 1), 32, Series(5, 1, 1, 2, 2), 1),
        ("1-D of 5 strided", new(32, 1, 512, 64), 64, Series(5, 2, 1, 2, 2), 1),
        ("1-D of 3 dilated, causal", new(32, 1, 256, 64), 64, Series(3, 1, 4, 8, 0), 1),
        ("1-D of 5 depthwise", new(32, 1, 1024, 64), 64, Series(5, 1, 1, 2, 2), 64),
    ];

    public static IEnumerable<KernelCase> All => [.. Rows.SelectMany(row => Plain(row.Name, row.Image, row.Filters, row.Window, row.Groups)), .. Transposed()];

    private static IEnumerable<KernelCase> Plain(string name, Shape image, int filters, Window2D window, int groups)
    {
        var output = new Shape(image[0], window.OutputHeight(image[1]), window.OutputWidth(image[2]), filters);
        var seen = (long)image[0] * Seen(image[1], output[1], window.KernelHeight, window.StrideY) * Seen(image[2], output[2], window.KernelWidth, window.StrideX);
        Operand x = new(image) { Read = seen * image[3] }, dy = new(output);
        Operand w = new(new(window.KernelHeight, window.KernelWidth, image[3] / groups, filters), true);
        yield return new OpCase($"conv {name} forward", new Conv2DOp(window, false, Linear, groups), [x, w], [output]);
        yield return new OpCase($"conv {name} data", new Conv2DInputGradientOp(window, Linear, groups), [dy, w], [image]);
        yield return new OpCase($"conv {name} weights", new Conv2DWeightGradientOp(window, groups), [x, dy], [w.Shape]);
    }

    /// <summary>From 8 x 8 to 16 x 16 pixels. Its gradients are a convolution's.</summary>
    private static IEnumerable<KernelCase> Transposed()
    {
        var window = Square(4, 2, 1);
        Operand x = new(new(32, 8, 8, 128)), w = new(new(4, 4, 64, 128), true), dy = new(new(32, 16, 16, 64));
        yield return new OpCase("conv 4x4 transposed forward", new ConvTranspose2DOp(window, false, Linear), [x, w], [dy.Shape]);
        yield return new OpCase("conv 4x4 transposed data", new Conv2DOp(window, false, Linear), [dy, w], [x.Shape]);
        yield return new OpCase("conv 4x4 transposed weights", new Conv2DWeightGradientOp(window), [dy, x], [w.Shape]);
    }

    private static Window2D Series(int kernel, int stride, int dilation, int before, int after) => new(1, kernel, 1, stride, 1, dilation, 0, before, 0, after);

    /// <summary>Cells of an axis that lie in some window.</summary>
    private static int Seen(int cells, int windows, int kernel, int stride) => kernel < stride ? windows * kernel : cells;
}
