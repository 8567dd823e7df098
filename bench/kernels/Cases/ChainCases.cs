using TrainingService.Compute.Graphs;
using TrainingService.Compute.Ops.Activations;
using TrainingService.Compute.Ops.Conv2D;
using TrainingService.Compute.Ops.Dense;
using TrainingService.Compute.Ops.Elementwise;
using TrainingService.Compute.Ops.Normalization;
using static TrainingService.Kernels.Cases.Planes;

namespace TrainingService.Kernels.Cases;

/// <summary>Operations value by value, one after the other and behind products and normalizations.</summary>
internal static class ChainCases
{
    private static readonly ActivationFunction Relu = ActivationFunction.Relu;
    private static readonly ActivationFunction Linear = ActivationFunction.Linear;

    public static IEnumerable<KernelCase> All => [.. Elementwise(), .. Fused()];

    private static IEnumerable<KernelCase> Elementwise()
    {
        Shape x = new(4096, 1024);
        Operand a = new(x);
        yield return new ChainCase("chain add, ReLU", [a, a], new(new AddOp(), [0, 1], x), new(new ActivationOp(Relu), [2], x));
        yield return new ChainCase("chain ReLU gradient, add", [a, a, a], new(new ActivationGradientOp(Relu), [0, 1], x), new(new AddOp(), [3, 2], x));
        yield return new ChainCase("chain add, add, scale", [a, a, a], new(new AddOp(), [0, 1], x), new(new AddOp(), [3, 2], x), new(new ScaleOp(1 / 3f), [4], x));
        yield return new ChainCase(
            "chain sigmoid, multiply", [a, a], new(new ActivationOp(new(ActivationKind.Sigmoid)), [1], x), new(new CombineOp(CombineKind.Multiply), [0, 2], x));
    }

    private static IEnumerable<KernelCase> Fused()
    {
        Shape rows = new(256, 1024), images = new(32, 16, 16, 128), wide = new(64, 32, 32, 64), channels = new(64);
        Operand w = new(new(1024, 1024), true), kernel = new(new(3, 3, 128, 128), true), each = new(channels), scale = new(channels, true);
        var window = Square(3, 1, 1);
        foreach (var (name, function) in new[] { ("ReLU", Relu), ("GELU", new(ActivationKind.Gelu)) })
        {
            yield return new ChainCase(
                $"chain gemm 256x1024x1024, bias, {name}", [new(rows), w, new(new(1024), true)],
                new(new DenseOp(true, Linear), [0, 1, 2], rows), new(new ActivationOp(function), [3], rows));
        }

        yield return new ChainCase(
            "chain gemm 256x1024x1024 data, ReLU gradient", [new(rows), w, new(rows)],
            new(new DenseInputGradientOp(Linear), [0, 1], rows), new(new ActivationGradientOp(Relu), [3, 2], rows));
        yield return new ChainCase(
            "chain conv 3x3, bias, ReLU", [new(images), kernel, new(new(128), true)],
            new(new Conv2DOp(window, true, Linear), [0, 1, 2], images), new(new ActivationOp(Relu), [3], images));
        yield return new ChainCase(
            "chain conv 3x3 data, ReLU gradient", [new(images), kernel, new(images)],
            new(new Conv2DInputGradientOp(window, Linear), [0, 1], images), new(new ActivationGradientOp(Relu), [3, 2], images));
        yield return new ChainCase(
            "chain norm batch, ReLU", [new(wide), scale, scale, each, each],
            new(new BatchNormOp(0.1f, 1e-5f, true, false, Linear), [0, 1, 2, 3, 4], wide, channels, channels, channels, channels), new(new ActivationOp(Relu), [5], wide));
    }
}
