using TrainingService.Compute.Graphs;
using TrainingService.Compute.Ops.Activations;
using TrainingService.Compute.Ops.Dense;

namespace TrainingService.Kernels.Cases;

/// <summary>Softmax, its logarithm, their gradients; and the sum over rows that is a bias's gradient.</summary>
internal static class SoftmaxCases
{
    public static IEnumerable<KernelCase> All
    {
        get
        {
            Shape x = new(4096, 1000);
            yield return new OpCase("softmax", new SoftmaxOp(false), [new(x)], [x]);
            yield return new OpCase("softmax gradient", new SoftmaxGradientOp(false), [new(x), new(x)], [x]);
            yield return new OpCase("softmax log", new SoftmaxOp(true), [new(x)], [x]);
            yield return new OpCase("softmax log gradient", new SoftmaxGradientOp(true), [new(x), new(x)], [x]);
            foreach (var columns in new[] { 10, 21 })
            {
                Shape few = new(262_144, columns);
                yield return new OpCase($"softmax of {columns}", new SoftmaxOp(false), [new(few)], [few]);
                yield return new OpCase($"softmax log of {columns}", new SoftmaxOp(true), [new(few)], [few]);
            }

            yield return new OpCase("bias gradient", new BiasGradientOp(), [new(x)], [new Shape(1000)]);
        }
    }
}
