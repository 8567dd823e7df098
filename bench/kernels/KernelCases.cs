using TrainingService.Compute.Graphs;
using TrainingService.Compute.Ops.Activations;
using TrainingService.Compute.Ops.Attention;
using TrainingService.Compute.Ops.Augmentation;
using TrainingService.Compute.Ops.Conv2D;
using TrainingService.Compute.Ops.Conv3D;
using TrainingService.Compute.Ops.Dense;
using TrainingService.Compute.Ops.Elementwise;
using TrainingService.Compute.Ops.Losses;
using TrainingService.Compute.Ops.Normalization;
using TrainingService.Compute.Ops.Pooling;
using TrainingService.Compute.Ops.Recurrent;
using TrainingService.Compute.Ops.Resampling;

namespace TrainingService.Kernels;

/// <summary>The kernels that are timed.</summary>
internal static class KernelCases
{
    private static readonly ActivationFunction Linear = ActivationFunction.Linear;
    private static readonly Lazy<IReadOnlyList<KernelCase>> Rows = new(() =>
        [.. Dense(), .. Convolutions(), .. Volumes(), .. Pooling(), .. Norms(), .. Sequences(), .. Rowwise(), .. Elementwise(), .. Moves(), .. Updates.All]);

    public static IReadOnlyList<KernelCase> All => Rows.Value;

    /// <summary>Those that this run is about.</summary>
    public static IReadOnlyList<KernelCase> Chosen { get; set; } = [];

    public static KernelCase Find(string name) => All.First(row => row.Name == name);

    /// <summary>Those whose names hold all of some words.</summary>
    public static IReadOnlyList<KernelCase> Named(IReadOnlyList<string> words) =>
        [.. All.Where(row => words.All(word => row.Name.Contains(word, StringComparison.OrdinalIgnoreCase)))];

    private static IEnumerable<KernelCase> Dense()
    {
        foreach (var (rows, n, m) in new[] { (1, 1024, 1024), (4, 1024, 1024), (16, 1024, 1024), (128, 784, 512), (256, 256, 256), (256, 1024, 1024), (256, 2048, 2048), (2048, 128, 512) })
        {
            Operand x = new(new(rows, n)), w = new(new(n, m), true), dy = new(new(rows, m));
            yield return new OpCase($"gemm {rows}x{n}x{m} forward", new DenseOp(false, Linear), [x, w], [dy.Shape]);
            yield return new OpCase($"gemm {rows}x{n}x{m} data", new DenseInputGradientOp(Linear), [dy, w], [x.Shape]);
            yield return new OpCase($"gemm {rows}x{n}x{m} weights", new DenseWeightGradientOp(), [x, dy], [w.Shape]);
        }
    }

    private static IEnumerable<KernelCase> Convolutions()
    {
        (string Name, Shape Image, int Filters, Window2D Window, int Groups)[] rows =
        [
            ("first layer 5x5, 1 channel", new(64, 28, 28, 1), 6, Square(5, 1, 2), 1),
            ("first layer 3x3, 3 channels", new(32, 32, 32, 3), 64, Square(3, 1, 1), 1),
            ("1x1", new(32, 16, 16, 128), 128, Square(1, 1, 0), 1),
            ("3x3", new(32, 16, 16, 128), 128, Square(3, 1, 1), 1),
            ("3x3, 512 channels", new(32, 4, 4, 512), 512, Square(3, 1, 1), 1),
            ("5x5", new(32, 14, 14, 32), 64, Square(5, 1, 2), 1),
            ("3x3 strided", new(32, 32, 32, 64), 128, Square(3, 2, 1), 1),
            ("3x3 dilated", new(32, 16, 16, 64), 64, new(3, 3, 1, 1, 2, 2, 2, 2, 2, 2), 1),
            ("3x3 depthwise", new(32, 32, 32, 64), 64, Square(3, 1, 1), 64),
            ("3x3 of 4 groups", new(32, 16, 16, 128), 128, Square(3, 1, 1), 4),
            ("1-D of 5", new(32, 1, 256, 64), 64, new(1, 5, 1, 1, 1, 1, 0, 2, 0, 2), 1),
        ];
        foreach (var (name, image, filters, window, groups) in rows)
        {
            var output = new Shape(image[0], window.OutputHeight(image[1]), window.OutputWidth(image[2]), filters);
            Operand x = new(image), w = new(new(window.KernelHeight, window.KernelWidth, image[3] / groups, filters), true), dy = new(output);
            yield return new OpCase($"conv {name} forward", new Conv2DOp(window, false, Linear, groups), [x, w], [output]);
            yield return new OpCase($"conv {name} data", new Conv2DInputGradientOp(window, Linear, groups), [dy, w], [image]);
            yield return new OpCase($"conv {name} weights", new Conv2DWeightGradientOp(window, groups), [x, dy], [w.Shape]);
        }
    }

    private static IEnumerable<KernelCase> Volumes()
    {
        const int depth = 16;
        var window = new Window3D(3, 1, 1, 1, 1, Square(3, 1, 1));
        Operand x = new(new(4 * depth, 16, 16, 32)), w = new(new(3, 3, 3, 32, 32), true), dy = new(new(4 * depth, 16, 16, 32));
        yield return new OpCase("conv 3-D 3x3x3 forward", new Conv3DOp(window, depth, false, Linear), [x, w], [dy.Shape]);
        yield return new OpCase("conv 3-D 3x3x3 data", new Conv3DInputGradientOp(window, depth, Linear), [dy, w], [x.Shape]);
        yield return new OpCase("conv 3-D 3x3x3 weights", new Conv3DWeightGradientOp(window, depth), [x, dy], [w.Shape]);
    }

    private static IEnumerable<KernelCase> Pooling()
    {
        Shape x = new(64, 32, 32, 64), y = new(64, 16, 16, 64);
        var window = Square(2, 2, 0);
        yield return new OpCase("pool max", new MaxPool2DOp(window), [new(x)], [y]);
        yield return new OpCase("pool max gradient", new MaxPool2DGradientOp(window), [new(y), new(x), new(y)], [x]);
        yield return new OpCase("pool average", new AveragePool2DOp(window), [new(x)], [y]);
        yield return new OpCase("pool average gradient", new AveragePool2DGradientOp(window), [new(y)], [x]);
        yield return new OpCase("pool global", new GlobalAveragePool2DOp(), [new(x)], [new Shape(64, 64)]);
        yield return new OpCase("unpool", new MaxUnpool2DOp(window), [new(y), new(x), new(y)], [x]);
        foreach (var kind in new[] { AxisMapKind.Nearest, AxisMapKind.Linear })
        {
            var map = new AxisMap(kind, 16, 32);
            yield return new OpCase($"upsample {kind}", new Resample2DOp(map, map), [new(y)], [x]);
            yield return new OpCase($"upsample {kind} gradient", new Resample2DOp(map.Transpose, map.Transpose), [new(x)], [y]);
        }
    }

    private static IEnumerable<KernelCase> Norms()
    {
        Shape x = new(64, 32, 32, 64), channels = new(64), rows = new(2048, 512), features = new(512);
        yield return new OpCase("norm batch", new BatchNormOp(0.1f, 1e-5f, true, false, Linear), [new(x), new(channels, true), new(channels, true), new(channels), new(channels)], [x, channels, channels, channels, channels]);
        yield return new OpCase("norm batch gradient", new ChannelNormGradientOp(64, true, false, true), [new(x), new(x), new(channels), new(channels), new(channels, true)], [x, channels, channels]);
        yield return new OpCase("norm layer", new LayerNormOp(1e-5f, true, true, true), [new(rows), new(features, true), new(features, true)], [rows, new Shape(2048), new Shape(2048)]);
        yield return new OpCase("norm layer gradient", new LayerNormGradientOp(true, true, true, true), [new(rows), new(rows), new(new Shape(2048)), new(new Shape(2048)), new(features, true)], [rows, features, features]);
    }

    private static IEnumerable<KernelCase> Sequences()
    {
        foreach (var cell in new[] { RecurrentCell.Tanh, RecurrentCell.Lstm, RecurrentCell.GruResetAfter })
        {
            var form = new RecurrentForm(cell, HasBias: true);
            const int rows = 64, steps = 64, channels = 64, units = 128;
            Operand[] inputs = [new(new(rows, steps, channels)), new(new(channels, form.Gates * units), true), new(new(units, form.Gates * units), true), new(new(form.Gates * units), true)];
            yield return new OpCase($"recurrent {cell}", new RecurrentOp(form), inputs, form.OutputShapes(rows, steps, units), 2L * rows * steps * form.Gates * units * (channels + units));
        }

        foreach (var (keys, channels) in new[] { (64, 128), (512, 256) })
        {
            var form = new AttentionForm(4, false, true, false);
            Shape x = new(16, keys, 3 * channels), y = new(16, keys, channels), figures = new(64, keys, 2);
            yield return new OpCase($"attention {keys} keys", new AttentionOp(form), [new(x)], [y, figures], 4L * 16 * keys * keys * channels);
            yield return new OpCase($"attention {keys} keys gradient", new AttentionGradientOp(form), [new(x), new(y), new(figures), new(y)], [x], 10L * 16 * keys * keys * channels);
        }
    }

    private static IEnumerable<KernelCase> Rowwise()
    {
        Shape x = new(4096, 1000);
        yield return new OpCase("softmax", new SoftmaxOp(false), [new(x)], [x]);
        yield return new OpCase("softmax gradient", new SoftmaxGradientOp(false), [new(x), new(x)], [x]);
        yield return new OpCase("loss cross-entropy", new SoftmaxCrossEntropyOp(true), [new(x), new(new(4096), Limit: 1000)], [new Shape(4096), new Shape(4096), x]);
        yield return new OpCase("bias gradient", new BiasGradientOp(), [new(x)], [new Shape(1000)]);
    }

    private static IEnumerable<KernelCase> Elementwise()
    {
        Shape x = new(4096, 1024);
        yield return new OpCase("add", new AddOp(), [new(x), new(x)], [x]);
        foreach (var kind in new[] { ActivationKind.LeakyRelu, ActivationKind.Tanh, ActivationKind.Sigmoid, ActivationKind.Gelu })
        {
            yield return new OpCase($"activation {kind}", new ActivationOp(new(kind)), [new(x)], [x]);
            yield return new OpCase($"activation {kind} gradient", new ActivationGradientOp(new(kind)), [new(x), new(x)], [x]);
        }
    }

    private static IEnumerable<KernelCase> Moves()
    {
        foreach (var image in new Shape[] { new(64, 28, 28, 1), new(64, 32, 32, 3), new(8, 224, 224, 3) })
        {
            yield return new OpCase($"move shift {image}", new WarpOp(new ShiftGeometry(3, 3), 1), [new(image)], [image], 0);
            yield return new OpCase($"move flip {image}", new WarpOp(new FlipGeometry(0.5, 0), 1), [new(image)], [image], 0);
            yield return new OpCase($"move rotate {image}", new WarpOp(new RotateGeometry(10), 1), [new(image)], [image], 0);
        }
    }

    private static Window2D Square(int kernel, int stride, int padding) => new(kernel, kernel, stride, stride, 1, 1, padding, padding, padding, padding);
}
