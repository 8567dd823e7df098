using TrainingService.Compute.Graphs;
using TrainingService.Compute.Ops.Activations;
using TrainingService.Compute.Ops.Conv2D;
using TrainingService.Compute.Ops.Conv3D;

namespace TrainingService.Conformance.Tests.Ops;

/// <content>Convolutions in groups and in three dimensions, transposed ones; resampling, unpooling, pooling over real steps.</content>
internal static partial class OpCases
{
    private static IEnumerable<OpCase> Spatial() => [.. GroupedConvolutions(), .. VolumeConvolutions(), .. Resamplings(), .. Unpoolings(), .. SequencePoolings()];

    private static IEnumerable<OpCase> GroupedConvolutions()
    {
        (Shape X, int Filters, int Groups, Window2D Window)[] rows =
        [
            (new(2, 5, 6, 4), 6, 2, new(3, 3, 1, 1, 1, 1, 1, 1, 1, 1)),
            (new(1, 7, 5, 6), 3, 3, new(2, 3, 2, 1, 1, 2, 0, 2, 1, 2)),
            (new(2, 4, 4, 34), 40, 2, new(1, 1, 1, 1, 1, 1, 0, 0, 0, 0)),
            (new(40, 4, 4, 4), 8, 4, new(3, 3, 1, 1, 1, 1, 1, 1, 1, 1)),
            (new(2, 6, 7, 5), 5, 5, new(3, 3, 1, 1, 1, 1, 1, 1, 1, 1)),
            (new(2, 7, 8, 17), 17, 17, new(3, 2, 2, 3, 1, 2, 1, 0, 0, 1)),
            (new(1, 1, 9, 33), 33, 33, new(1, 5, 1, 1, 1, 1, 0, 4, 0, 0)),
            (new(2, 5, 5, 3), 6, 3, new(3, 3, 2, 2, 1, 1, 1, 1, 1, 1)),
            (new(1, 3, 3, 2), 2, 2, new(2, 2, 3, 3, 1, 1, 0, 0, 0, 0)),
            (new(2, 5, 6, 19), 19, 19, new(4, 2, 1, 1, 1, 1, 2, 0, 1, 1)),

            // Enough work for several parts, and for kernels of more cells than there are sums at a time.
            (new(5, 24, 24, 40), 40, 40, new(5, 5, 1, 1, 1, 1, 2, 2, 2, 2)),

            // Rows of five and three taps that lie side by side as the results read them: odd widths, steps as wide as the taps are apart.
            (new(2, 9, 11, 17), 17, 17, new(5, 5, 1, 1, 1, 1, 2, 2, 2, 2)),
            (new(1, 13, 17, 6), 6, 6, new(5, 5, 2, 2, 2, 2, 4, 4, 4, 4)),
            (new(2, 9, 15, 18), 18, 18, new(3, 3, 1, 2, 2, 2, 2, 2, 2, 2)),
        ];
        foreach (var (image, filters, groups, window) in rows)
        {
            var output = new Shape(image[0], window.OutputHeight(image[1]), window.OutputWidth(image[2]), filters);
            var kernel = new Shape(window.KernelHeight, window.KernelWidth, image[3] / groups, filters);
            var size = $"{image} {window.KernelHeight}x{window.KernelWidth} s{window.StrideY}x{window.StrideX} d{window.DilationX} f{filters} g{groups}";
            foreach (var row in Cases(
                $"grouped conv {size}",
                image,
                output,
                kernel,
                (bias, function) => new Conv2DOp(window, bias, function, groups),
                function => new Conv2DInputGradientOp(window, function, groups),
                new Conv2DWeightGradientOp(window, groups),
                (bias, function) => new ConvTranspose2DOp(window, bias, function, groups)))
            {
                yield return row;
            }
        }

        // Without groups only the transposed one is new.
        var stride = new Window2D(3, 2, 2, 3, 1, 1, 1, 0, 1, 0);
        CaseInput x = new(new(2, 4, 3, 7)), w = new(new(3, 2, 18, 7), IsParameter: true), b = new(new(18), IsParameter: true);
        yield return new("transposed conv", new ConvTranspose2DOp(stride, true, Tanh), [x, w, b], [new(new(2, 8, 8, 18))], 12);
        yield return new("transposed conv of a pixel", new ConvTranspose2DOp(new(4, 4, 4, 4, 1, 1, 0, 0, 0, 0), false, ActivationFunction.Linear), [
            new(new(1, 1, 1, 1)), new(new(4, 4, 1, 1), IsParameter: true)], [new(new(1, 4, 4, 1))]);
    }

    private static IEnumerable<OpCase> VolumeConvolutions()
    {
        (int Volumes, int Depth, int Height, int Width, int Channels, int Filters, int Groups, Window3D Window)[] rows =
        [
            (2, 4, 5, 6, 3, 5, 1, new(3, 1, 1, 1, 1, new(3, 3, 1, 1, 1, 1, 1, 1, 1, 1))),
            (1, 5, 4, 5, 2, 17, 1, new(2, 2, 1, 0, 0, new(2, 3, 2, 1, 1, 1, 0, 0, 0, 0))),
            (2, 6, 3, 4, 4, 3, 1, new(3, 2, 2, 2, 1, new(2, 2, 1, 2, 2, 2, 1, 1, 1, 1))),
            (3, 1, 3, 3, 1, 1, 1, new(3, 1, 1, 1, 1, new(1, 1, 1, 1, 1, 1, 0, 0, 0, 0))),
            (2, 3, 4, 4, 6, 6, 1, new(1, 1, 1, 0, 0, new(3, 3, 1, 1, 1, 1, 1, 1, 1, 1))),
            (2, 4, 3, 5, 6, 4, 2, new(2, 1, 1, 0, 1, new(2, 2, 1, 1, 1, 1, 0, 1, 1, 0))),
            (2, 4, 4, 5, 18, 18, 18, new(3, 2, 1, 1, 1, new(3, 2, 1, 2, 1, 1, 1, 0, 1, 1))),
            (1, 2, 2, 2, 3, 3, 3, new(5, 3, 1, 2, 2, new(1, 2, 1, 1, 1, 1, 0, 0, 0, 1))),
        ];
        foreach (var (volumes, depth, height, width, channels, filters, groups, window) in rows)
        {
            var plane = window.Plane;
            var image = new Shape(volumes * depth, height, width, channels);
            var output = new Shape(volumes * window.OutputDepth(depth), plane.OutputHeight(height), plane.OutputWidth(width), filters);
            var kernel = new Shape(window.KernelDepth, plane.KernelHeight, plane.KernelWidth, channels / groups, filters);
            var size = $"[{volumes}, {depth}, {height}, {width}, {channels}] {window.KernelDepth}x{plane.KernelHeight}x{plane.KernelWidth} s{window.StrideZ} g{groups} f{filters}";
            foreach (var row in Cases(
                $"conv3d {size}",
                image,
                output,
                kernel,
                (bias, function) => new Conv3DOp(window, depth, bias, function, groups),
                function => new Conv3DInputGradientOp(window, depth, function, groups),
                new Conv3DWeightGradientOp(window, depth, groups),
                (bias, function) => new ConvTranspose3DOp(window, depth, bias, function, groups)))
            {
                yield return row;
            }
        }
    }

    /// <summary>A convolution, its gradients and its transpose, each with and without what may be fused into it.</summary>
    private static IEnumerable<OpCase> Cases(
        string name, Shape image, Shape output, Shape kernel, Func<bool, ActivationFunction, Op> conv, Func<ActivationFunction, Op> inputGradient, Op weightGradient, Func<bool, ActivationFunction, Op> transposed)
    {
        CaseInput x = new(image), w = new(kernel, IsParameter: true), y = new(output);
        CaseInput b = new(new(output[3]), IsParameter: true), transposedBias = new(new(image[3]), IsParameter: true);
        var cells = kernel.Count / output[3] / kernel[kernel.Rank - 2];
        var (terms, back) = (kernel.Count / output[3], cells * output[3] * kernel[kernel.Rank - 2] / image[3]);
        yield return new(name, conv(false, ActivationFunction.Linear), [x, w], [new(output)], terms);
        yield return new($"{name} relu", conv(true, ActivationFunction.Relu), [x, w, b], [new(output)], terms);
        yield return new($"{name} sigmoid", conv(true, Sigmoid), [x, w, b], [new(output)], terms);
        yield return new($"{name} input gradient", inputGradient(ActivationFunction.Linear), [y, w], [new(image)], back);
        yield return new($"{name} input gradient tanh", inputGradient(Tanh), [y, w, x], [new(image)], back)
        {
            Derive = data => data[2] = Floats([.. data[2].Select(Math.Tanh)]),
        };
        yield return new($"{name} weight gradient", weightGradient, [x, y], [new(kernel)], output.Count / output[3]);
        yield return new($"{name} transposed", transposed(false, ActivationFunction.Linear), [y, w], [new(image)], back);
        yield return new($"{name} transposed leaky", transposed(true, Leaky), [y, w, transposedBias], [new(image)], back);
    }
}
