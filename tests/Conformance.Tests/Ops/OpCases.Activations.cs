using TrainingService.Compute.Graphs;
using TrainingService.Compute.Ops.Activations;
using TrainingService.Compute.Ops.Dense;
using TrainingService.Compute.Reference;

namespace TrainingService.Conformance.Tests.Ops;

/// <content>Activations beyond ReLU, sigmoid and tanh, on their own and in the epilogue of a product.</content>
internal static partial class OpCases
{
    /// <summary>The functions of this part of the table.</summary>
    public static IReadOnlyList<ActivationFunction> Smooth { get; } =
    [
        new(ActivationKind.Elu, 1), new(ActivationKind.Elu, 0.3f), new(ActivationKind.Selu), new(ActivationKind.Softplus),
        new(ActivationKind.HardSigmoid), new(ActivationKind.Gelu), new(ActivationKind.GeluTanh), new(ActivationKind.Silu), new(ActivationKind.HardSilu),
    ];

    /// <summary>What f' is a function of, at x.</summary>
    public static double SavedOf(ActivationFunction function, double x) => function.NeedsInput ? x : ActivationReference.Apply(function, x);

    private static IEnumerable<OpCase> SmoothActivations()
    {
        foreach (var function in Smooth)
        {
            var name = $"{function.Kind}{function.Slope}";
            foreach (var shape in new Shape[] { new(1, 1), new(3, 37), new(2, 3, 5), new(2, 5, 7, 6), new(2, 33, 20, 17) })
            {
                // Four times as far out, so that the functions that level off do.
                yield return new($"activation {name} {shape}", new ActivationOp(function), [new(shape)], [new(shape)])
                {
                    Derive = data => data[0] = Floats([.. data[0].Select(x => 4 * x)]),
                };
                yield return new($"activation gradient {name} {shape}", new ActivationGradientOp(function), [new(shape), new(shape)], [new(shape)])
                {
                    Derive = data => data[1] = Floats([.. data[1].Select(x => SavedOf(function, 4 * x))]),
                };
            }

            CaseInput x = new(new(5, 19)), w = new(new(19, 23), IsParameter: true), b = new(new(23), IsParameter: true), dy = new(new(5, 23));
            yield return new($"dense {name} 5x19x23", new DenseOp(true, function), [x, w, b], [new(new(5, 23))], 19);
            yield return new($"dense input gradient {name} 5x19x23", new DenseInputGradientOp(function), [dy, w, x], [new(new(5, 19))], 23)
            {
                Derive = data => data[2] = Floats([.. data[2].Select(value => SavedOf(function, value))]),
            };
        }
    }

    private static IEnumerable<OpCase> Softmaxes()
    {
        foreach (var log in new[] { false, true })
        {
            var name = log ? "log-softmax" : "softmax";
            foreach (var shape in new Shape[] { new(1, 1), new(5, 1), new(7, 10), new(3, 64), new(2, 5, 37), new(2, 3, 4, 6), new(2, 3, 37, 6), new(1003, 10), new(70, 47), new(5, 48), new(300, 130) })
            {
                yield return new($"{name} {shape}", new SoftmaxOp(log), [new(shape)], [new(shape)]);
                yield return new($"{name} gradient {shape}", new SoftmaxGradientOp(log), [new(shape), new(shape)], [new(shape)], shape[shape.Rank - 1])
                {
                    Derive = data => data[1] = Floats(new OpCase("y", new SoftmaxOp(log), [new(shape)], [new(shape)]).Expected([data[1]])[0]),
                };
            }
        }
    }
}
