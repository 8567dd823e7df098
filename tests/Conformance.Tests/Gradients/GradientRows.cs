using TrainingService.Compute.Graphs;
using TrainingService.Compute.Ops.Activations;
using TrainingService.Compute.Ops.Conv2D;
using TrainingService.Compute.Ops.Dense;
using TrainingService.Compute.Ops.Dropout;
using TrainingService.Compute.Ops.Elementwise;
using TrainingService.Compute.Ops.Pooling;
using TrainingService.Conformance.Tests.Ops;
using static TrainingService.Conformance.Tests.Gradients.Reads;

namespace TrainingService.Conformance.Tests.Gradients;

/// <summary>Every forward op with its gradients.</summary>
internal static partial class GradientRows
{
    public static IReadOnlyList<GradientRow> All { get; } = [.. Activations(), .. Dense(), .. Windows(), .. Others(), .. Spatial(), .. SmoothActivations(), .. Merging()];

    /// <summary>Those where the gradient is the transposed map: dx = Aᵀ dy for y = A x.</summary>
    public static IReadOnlyList<GradientRow> Linear { get; } =
        [.. All.Where(row => row.Forward.Op is not (ActivationOp or SoftmaxOp or CombineOp or ConcatOp or MaxPool2DOp) && row.Gradient is not BiasGradientOp)];

    private static IEnumerable<GradientRow> Activations()
    {
        var shape = new Shape(3, 7);
        foreach (var f in new ActivationFunction[] { ActivationFunction.Linear, ActivationFunction.Relu, new(ActivationKind.LeakyRelu, 0.1f), new(ActivationKind.Sigmoid), new(ActivationKind.Tanh) })
            yield return new(new($"activation {OpCases.NameOf(f)}", new ActivationOp(f), [new(shape)], [new(shape)]), 0, new ActivationGradientOp(f), OutputGradient, Output);
    }

    private static IEnumerable<GradientRow> Dense()
    {
        CaseInput x = new(new(5, 7)), w = new(new(7, 3), IsParameter: true), b = new(new(3), IsParameter: true);
        var plain = new OpCase("dense", new DenseOp(false, ActivationFunction.Linear), [x, w], [new(new(5, 3))], 7);
        yield return new(plain, 0, new DenseInputGradientOp(ActivationFunction.Linear), OutputGradient, Second);
        yield return new(plain, 1, new DenseWeightGradientOp(), First, OutputGradient);
        yield return new(plain with { Name = "dense with bias", Op = new DenseOp(true, ActivationFunction.Linear), Inputs = [x, w, b] }, 2, new BiasGradientOp(), OutputGradient);
    }

    private static IEnumerable<GradientRow> Windows()
    {
        foreach (var window in new Window2D[]
        {
            new(2, 2, 2, 2, 1, 1, 0, 0, 0, 0), new(3, 3, 1, 1, 1, 1, 1, 1, 1, 1), new(3, 2, 2, 3, 2, 1, 2, 0, 1, 1), new(2, 3, 3, 4, 1, 1, 0, 0, 0, 0),
        })
        {
            var image = new Shape(2, 7, 8, 3);
            var name = $"{window.KernelHeight}x{window.KernelWidth} s{window.StrideY}x{window.StrideX} d{window.DilationY}";
            CaseOutput output = new(new(2, window.OutputHeight(7), window.OutputWidth(8), 4)), pooled = new(new(2, window.OutputHeight(7), window.OutputWidth(8), 3));
            CaseInput x = new(image), w = new(new(window.KernelHeight, window.KernelWidth, 3, 4), IsParameter: true), b = new(new(4), IsParameter: true);
            var conv = new OpCase($"conv {name}", new Conv2DOp(window, false, ActivationFunction.Linear), [x, w], [output], 27);
            yield return new(conv, 0, new Conv2DInputGradientOp(window, ActivationFunction.Linear), OutputGradient, Second);
            yield return new(conv, 1, new Conv2DWeightGradientOp(window), First, OutputGradient);
            yield return new(
                conv with { Name = $"conv with bias {name}", Op = new Conv2DOp(window, true, ActivationFunction.Linear), Inputs = [x, w, b] }, 2, new BiasGradientOp(), OutputGradient);
            yield return new(new($"max pool {name}", new MaxPool2DOp(window), [x], [pooled]), 0, new MaxPool2DGradientOp(window), OutputGradient, First, Output);
            yield return new(new($"average pool {name}", new AveragePool2DOp(window), [x], [pooled]), 0, new AveragePool2DGradientOp(window), OutputGradient);
        }
    }

    private static IEnumerable<GradientRow> Others()
    {
        var image = new Shape(2, 3, 5, 4);
        yield return new(
            new("global average pool", new GlobalAveragePool2DOp(), [new(image)], [new(new(2, 4))]), 0, new GlobalAveragePool2DGradientOp(), OutputGradient);
        yield return new(new("reshape", new ReshapeOp(), [new(image)], [new(new(2, 60))]), 0, new ReshapeOp(), OutputGradient);
        var dropout = new DropoutOp(0.4, 1);
        yield return new(new("dropout", dropout, [new(image)], [new(image)]), 0, dropout, OutputGradient);
    }
}
