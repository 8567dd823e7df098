using TrainingService.Compute.Graphs;
using TrainingService.Compute.Ops.Activations;
using TrainingService.Compute.Ops.Conv2D;
using TrainingService.Compute.Ops.Dense;
using TrainingService.Compute.Ops.Dropout;
using TrainingService.Compute.Ops.Elementwise;
using TrainingService.Compute.Ops.Pooling;
using TrainingService.Compute.Reference;

namespace TrainingService.Conformance.Tests.Ops;

/// <summary>The table: every op with the shapes and attributes at which kernels differ.</summary>
internal static partial class OpCases
{
    private static readonly ActivationFunction Leaky = new(ActivationKind.LeakyRelu, 0.1f);
    private static readonly ActivationFunction Sigmoid = new(ActivationKind.Sigmoid);
    private static readonly ActivationFunction Tanh = new(ActivationKind.Tanh);

    public static IReadOnlyList<OpCase> All { get; } =
    [
        .. Activations(), .. Elementwise(), .. Dropouts(), .. Pools(), .. GlobalPools(), .. BiasGradients(), .. LossCases.All, .. Dense(), .. WideDense(), .. MixedDense(), .. WeightAndBiasGradients(), .. DenseWithAddend(), .. Convolutions(),
        .. Spatial(),
        .. SequenceCases.All,
        .. AttentionCases.All,
        .. SmoothActivations(),
        .. Softmaxes(),
        .. NormalizationCases.All,
        .. MergeCases.All,
        .. Augmentations(),
    ];

    public static OpCase Find(string name) => All.Single(c => c.Name == name);

    public static string NameOf(ActivationFunction f) => f.Kind == ActivationKind.LeakyRelu ? $"leaky{f.Slope}" : f.Kind.ToString();

    private static IEnumerable<OpCase> Activations()
    {
        Shape[] shapes = [new(1, 1), new(3, 37), new(2, 5, 7, 6), new(1, 3, 3, 1), new(5, 33, 40, 17)];
        foreach (var function in new[] { ActivationFunction.Linear, ActivationFunction.Relu, Leaky, Sigmoid, Tanh })
        {
            foreach (var shape in shapes)
            {
                yield return new($"activation {NameOf(function)} {shape}", new ActivationOp(function), [new(shape)], [new(shape)]);
                yield return new($"activation gradient {NameOf(function)} {shape}", new ActivationGradientOp(function), [new(shape), new(shape)], [new(shape)])
                {
                    Derive = data => data[1] = Floats([.. data[1].Select(x => ActivationReference.Apply(function, x))]),
                };
            }
        }
    }

    private static IEnumerable<OpCase> Elementwise()
    {
        foreach (var shape in new Shape[] { new(1, 1), new(7, 31), new(3, 5, 9, 5), new(4, 65, 33, 16) })
        {
            yield return new($"add {shape}", new AddOp(), [new(shape), new(shape)], [new(shape)]);
            yield return new($"copy {shape}", new CopyOp(), [new(shape)], [new(shape)]);
        }

        yield return new("reshape to rows", new ReshapeOp(), [new(new(3, 5, 7, 6))], [new(new(3, 210))]);
        yield return new("reshape to images", new ReshapeOp(), [new(new(3, 210))], [new(new(3, 5, 7, 6))]);
        yield return new("reshape of images", new ReshapeOp(), [new(new(2, 6, 4, 3))], [new(new(2, 4, 6, 3))]);
    }

    private static IEnumerable<OpCase> Dropouts()
    {
        foreach (var shape in new Shape[] { new(1, 1), new(5, 37), new(2, 3, 5, 7), new(3, 300), new(70, 2, 9, 33) })
        {
            foreach (var rate in new[] { 0, 0.25, 0.9 })
                yield return new($"dropout {rate} {shape}", new DropoutOp(rate, 3), [new(shape)], [new(shape)]);
        }
    }

    private static IEnumerable<OpCase> Pools()
    {
        var two = new Window2D(2, 2, 2, 2, 1, 1, 0, 0, 0, 0);
        (string Name, Shape X, Window2D Window)[] rows =
        [
            ("2x2 c1", new(3, 8, 8, 1), two),
            ("2x2 c6", new(2, 14, 14, 6), two),
            ("2x2 odd sizes c5", new(2, 7, 9, 5), two),
            ("2x2 c16", new(2, 6, 4, 16), two),
            ("2x2 c20", new(2, 6, 6, 20), two),
            ("2x2 c33 batch 1", new(1, 4, 6, 33), two),
            ("2x2 one column", new(1, 2, 2, 1), two),
            ("2x2 many images", new(70, 10, 12, 6), two),
            ("3x3 stride 2 overlapping c6", new(2, 9, 11, 6), new(3, 3, 2, 2, 1, 1, 0, 0, 0, 0)),
            ("3x3 stride 2 padded c17", new(2, 8, 7, 17), new(3, 3, 2, 2, 1, 1, 1, 1, 1, 1)),
            ("3x3 stride 1 padded c1", new(1, 5, 6, 1), new(3, 3, 1, 1, 1, 1, 1, 1, 1, 1)),
            ("2x3 stride 3x4 with gaps", new(2, 9, 13, 3), new(2, 3, 3, 4, 1, 1, 0, 0, 0, 0)),
            ("2x2 padded below and right", new(2, 5, 5, 4), new(2, 2, 2, 2, 1, 1, 0, 0, 1, 1)),
            ("2x2 padded above and left", new(2, 5, 5, 4), new(2, 2, 2, 2, 1, 1, 1, 1, 0, 0)),
            ("3x2 dilated", new(2, 9, 8, 5), new(3, 2, 1, 2, 2, 3, 2, 1, 2, 1)),
            ("1x1", new(2, 3, 3, 18), new(1, 1, 1, 1, 1, 1, 0, 0, 0, 0)),
            ("whole image", new(2, 5, 4, 6), new(5, 4, 5, 4, 1, 1, 0, 0, 0, 0)),
        ];
        foreach (var (name, x, window) in rows)
        {
            var y = new Shape(x[0], window.OutputHeight(x[1]), window.OutputWidth(x[2]), x[3]);
            var cells = window.KernelHeight * window.KernelWidth;
            var max = new OpCase($"max pool {name}", new MaxPool2DOp(window), [new(x)], [new(y)]);
            yield return max;
            yield return new($"max pool gradient {name}", new MaxPool2DGradientOp(window), [new(y), new(x), new(y)], [new(x)], cells)
            {
                Derive = data => data[2] = max.Expected([data[1]])[0],
            };
            yield return new($"average pool {name}", new AveragePool2DOp(window), [new(x)], [new(y)], cells);
            yield return new($"average pool gradient {name}", new AveragePool2DGradientOp(window), [new(y)], [new(x)], cells);
        }

        // Equal values: the first of a window must win.
        var flat = new Shape(2, 7, 6, 6);
        foreach (var window in new[] { two, new Window2D(3, 3, 2, 2, 1, 1, 1, 1, 1, 1) })
        {
            var y = new Shape(2, window.OutputHeight(7), window.OutputWidth(6), 6);
            yield return new($"max pool gradient of ties {window.KernelHeight}", new MaxPool2DGradientOp(window), [new(y), new(flat, Fill.Bits), new(y)], [new(flat)], 9)
            {
                Derive = data => data[2] = new OpCase("ties", new MaxPool2DOp(window), [new(flat)], [new(y)]).Expected([data[1]])[0],
            };
        }
    }

    private static IEnumerable<OpCase> GlobalPools()
    {
        foreach (var x in new Shape[] { new(1, 1, 1, 1), new(3, 5, 7, 6), new(2, 4, 4, 16), new(70, 8, 9, 21), new(1, 3, 1, 70) })
        {
            var y = new Shape(x[0], x[3]);
            yield return new($"global average pool {x}", new GlobalAveragePool2DOp(), [new(x)], [new(y)], x[1] * x[2]);
            yield return new($"global average pool gradient {x}", new GlobalAveragePool2DGradientOp(), [new(y)], [new(x)]);
        }
    }

    private static IEnumerable<OpCase> BiasGradients()
    {
        foreach (var dy in new Shape[] { new(1, 1), new(64, 10), new(3, 37), new(2, 5, 7, 6), new(70, 28, 28, 6), new(5, 3, 3, 1), new(300, 512), new(40_000, 3) })
        {
            yield return new($"bias gradient {dy}", new BiasGradientOp(), [new(dy)], [new(new(dy[dy.Rank - 1]))], dy.Count / dy[dy.Rank - 1]);
        }
    }

    private static IEnumerable<OpCase> Dense()
    {
        foreach (var (rows, n, m) in new[] { (1, 1, 1), (3, 7, 33), (16, 100, 32), (29, 33, 23), (64, 50, 10) })
        {
            CaseInput x = new(new(rows, n)), w = new(new(n, m), IsParameter: true), b = new(new(m), IsParameter: true), dy = new(new(rows, m));
            var size = $"{rows}x{n}x{m}";
            yield return new($"dense {size}", new DenseOp(false, ActivationFunction.Linear), [x, w], [new(new(rows, m))], n);
            yield return new($"dense with bias {size}", new DenseOp(true, ActivationFunction.Linear), [x, w, b], [new(new(rows, m))], n);
            yield return new($"dense input gradient {size}", new DenseInputGradientOp(ActivationFunction.Linear), [dy, w], [new(new(rows, n))], m);
            yield return new($"dense weight gradient {size}", new DenseWeightGradientOp(), [x, dy], [new(new(n, m))], rows);
            foreach (var function in new[] { ActivationFunction.Relu, Leaky, Sigmoid, Tanh })
            {
                yield return new($"dense {NameOf(function)} {size}", new DenseOp(true, function), [x, w, b], [new(new(rows, m))], n);
                yield return new($"dense input gradient {NameOf(function)} {size}", new DenseInputGradientOp(function), [dy, w, x], [new(new(rows, n))], m)
                {
                    Derive = data => data[2] = Floats([.. data[2].Select(value => ActivationReference.Apply(function, value))]),
                };
            }
        }
    }

    /// <summary>Weights so many that panels are cut out of them in the product itself, with sums longer than one block and panels cut off by the edge.</summary>
    private static IEnumerable<OpCase> WideDense()
    {
        foreach (var (rows, n, m) in new[] { (17, 1030, 300), (1, 260, 1101), (300, 1024, 257) })
        {
            CaseInput x = new(new(rows, n)), w = new(new(n, m), IsParameter: true), b = new(new(m), IsParameter: true), dy = new(new(rows, m));
            var size = $"{rows}x{n}x{m}";
            yield return new($"wide dense relu {size}", new DenseOp(true, ActivationFunction.Relu), [x, w, b], [new(new(rows, m))], n);
            yield return new($"wide dense input gradient {size}", new DenseInputGradientOp(ActivationFunction.Linear), [dy, w], [new(new(rows, n))], m);
            yield return new($"wide dense input gradient tanh {size}", new DenseInputGradientOp(Tanh), [dy, w, x], [new(new(rows, n))], m)
            {
                Derive = data => data[2] = Floats([.. data[2].Select(Math.Tanh)]),
            };
            yield return new($"wide dense weight gradient {size}", new DenseWeightGradientOp(), [x, dy], [new(new(n, m))], rows);
        }
    }

    /// <summary>Products large enough for Strassen's method: whole panels and cut-off ones, halves of odd height, sums of several blocks, and rows of several groups.</summary>
    private static IEnumerable<OpCase> MixedDense()
    {
        foreach (var (rows, n, m) in new[] { (64, 1024, 1024), (70, 1030, 1002), (280, 1002, 1000), (256, 1024, 1001) })
        {
            CaseInput x = new(new(rows, n)), w = new(new(n, m), IsParameter: true), b = new(new(m), IsParameter: true), dy = new(new(rows, m));
            var size = $"{rows}x{n}x{m}";
            yield return new($"mixed dense relu {size}", new DenseOp(true, ActivationFunction.Relu), [x, w, b], [new(new(rows, m))], n) { MixesRows = true };
            yield return new($"mixed dense of data relu {size}", new DenseOp(true, ActivationFunction.Relu), [x with { IsData = true }, w, b], [new(new(rows, m))], n) { MixesRows = true };
            yield return new($"mixed dense input gradient tanh {size}", new DenseInputGradientOp(Tanh), [dy, w, x], [new(new(rows, n))], m)
            {
                MixesRows = true,
                Derive = data => data[2] = Floats([.. data[2].Select(Math.Tanh)]),
            };
            yield return new($"mixed dense weight gradient {size}", new DenseWeightGradientOp(), [x, dy], [new(new(n, m))], rows) { MixesRows = true };
        }

        // Without bias, with an activation that is a pass of its own, without the derivative of one.
        CaseInput z = new(new(64, 1000)), kernel = new(new(1000, 1000), IsParameter: true);
        yield return new("mixed dense sigmoid 64x1000x1000", new DenseOp(false, Sigmoid), [z, kernel], [new(new(64, 1000))], 1000) { MixesRows = true };
        yield return new("mixed dense input gradient 64x1000x1000", new DenseInputGradientOp(ActivationFunction.Linear), [z, kernel], [new(new(64, 1000))], 1000) { MixesRows = true };
    }

    /// <summary>Gradients of weights and bias in one: panels of each width, sums in parts, columns copied together, and Strassen's method, which leaves the bias to its own kernel.</summary>
    private static IEnumerable<OpCase> WeightAndBiasGradients()
    {
        foreach (var (rows, n, m) in new[] { (1, 1, 1), (64, 50, 10), (29, 33, 23), (600, 128, 512), (20_000, 20, 37), (20_000, 3, 5), (300, 1024, 257), (64, 1024, 1024) })
        {
            yield return new(
                $"dense weight and bias gradient {rows}x{n}x{m}", new DenseWeightGradientOp(HasBias: true), [new(new(rows, n)), new(new(rows, m))], [new(new(n, m)), new(new(m))], rows)
            {
                MixesRows = true,
            };
        }
    }

    /// <summary>Products that a matrix is added to: one panel and several, cut-off ones, sums of several blocks, and Strassen's method, behind which it is added by itself.</summary>
    private static IEnumerable<OpCase> DenseWithAddend()
    {
        foreach (var (rows, n, m) in new[] { (1, 1, 1), (3, 7, 33), (64, 50, 10), (100, 128, 128), (17, 1030, 300), (64, 1024, 1024) })
        {
            CaseInput x = new(new(rows, n)), w = new(new(n, m), IsParameter: true), b = new(new(m), IsParameter: true), y = new(new(rows, m));
            var size = $"{rows}x{n}x{m}";
            yield return new($"dense with addend {size}", new DenseOp(false, ActivationFunction.Linear, HasAddend: true), [x, w, y], [new(new(rows, m))], n) { MixesRows = true };
            yield return new($"dense with bias and addend {size}", new DenseOp(true, ActivationFunction.Linear, HasAddend: true), [x, w, b, y], [new(new(rows, m))], n) { MixesRows = true };
            yield return new(
                $"dense input gradient with addend {size}", new DenseInputGradientOp(ActivationFunction.Linear, HasAddend: true), [y, w, x], [new(new(rows, n))], m) { MixesRows = true };
        }
    }

    private static IEnumerable<OpCase> Convolutions()
    {
        (Shape X, int Filters, Window2D Window)[] rows =
        [
            (new(2, 8, 8, 1), 6, new(5, 5, 1, 1, 1, 1, 2, 2, 2, 2)),
            (new(2, 9, 9, 6), 16, new(5, 5, 1, 1, 1, 1, 0, 0, 0, 0)),
            (new(1, 7, 9, 3), 33, new(3, 3, 1, 1, 1, 1, 1, 1, 1, 1)),
            (new(2, 9, 7, 17), 5, new(3, 3, 2, 2, 1, 1, 1, 1, 1, 1)),
            (new(2, 10, 11, 2), 7, new(3, 2, 3, 2, 1, 1, 2, 0, 0, 1)),
            (new(2, 11, 12, 2), 3, new(3, 3, 2, 3, 2, 2, 1, 3, 2, 0)),
            (new(2, 6, 5, 9), 20, new(1, 1, 1, 1, 1, 1, 0, 0, 0, 0)),
            (new(1, 3, 3, 1), 1, new(3, 3, 1, 1, 1, 1, 0, 0, 0, 0)),
            // Large enough for fast convolution: whole tiles, tiles over the edges, no padding, more padding than the window needs, edges of vectors, several blocks.
            (new(1, 4, 4, 16), 16, new(3, 3, 1, 1, 1, 1, 1, 1, 1, 1)),
            (new(3, 8, 12, 33), 24, new(3, 3, 1, 1, 1, 1, 1, 1, 1, 1)),
            (new(2, 9, 15, 17), 35, new(3, 3, 1, 1, 1, 1, 0, 0, 0, 0)),
            (new(2, 11, 7, 20), 40, new(3, 3, 1, 1, 1, 1, 2, 1, 0, 2)),
            (new(1, 12, 12, 16), 16, new(3, 3, 1, 1, 1, 1, 3, 3, 3, 3)),
            (new(5, 16, 16, 64), 65, new(3, 3, 1, 1, 1, 1, 1, 1, 1, 1)),
        ];
        foreach (var (image, filters, window) in rows)
        {
            var output = new Shape(image[0], window.OutputHeight(image[1]), window.OutputWidth(image[2]), filters);
            var kernel = new Shape(window.KernelHeight, window.KernelWidth, image[3], filters);
            CaseInput x = new(image), w = new(kernel, IsParameter: true), b = new(new(filters), IsParameter: true), dy = new(output);
            var size = $"{image} {window.KernelHeight}x{window.KernelWidth} s{window.StrideY}x{window.StrideX} d{window.DilationY} f{filters}";
            long cells = window.KernelHeight * window.KernelWidth;
            yield return new($"conv {size}", new Conv2DOp(window, false, ActivationFunction.Linear), [x, w], [new(output)], cells * image[3]);
            yield return new($"conv relu {size}", new Conv2DOp(window, true, ActivationFunction.Relu), [x, w, b], [new(output)], cells * image[3]);
            yield return new($"conv input gradient {size}", new Conv2DInputGradientOp(window, ActivationFunction.Linear), [dy, w], [new(image)], cells * filters);
            yield return new($"conv input gradient tanh {size}", new Conv2DInputGradientOp(window, Tanh), [dy, w, x], [new(image)], cells * filters)
            {
                Derive = data => data[2] = Floats([.. data[2].Select(Math.Tanh)]),
            };
            yield return new($"conv weight gradient {size}", new Conv2DWeightGradientOp(window), [x, dy], [new(kernel)], output[0] * output[1] * output[2]);
        }
    }

    internal static double[] Floats(double[] data) => [.. data.Select(value => (double)(float)value)];
}
