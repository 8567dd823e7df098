using TrainingService.Compute.Ops.Activations;
using TrainingService.Compute.Ops.Dense;

namespace TrainingService.Kernels.Cases;

/// <summary>Products of matrices, as dense layers multiply them.</summary>
internal static class GemmCases
{
    private static readonly (int Rows, int Inputs, int Outputs)[] Sizes =
    [
        (1, 1024, 1024), (4, 1024, 1024), (16, 1024, 1024), (128, 784, 512), (256, 256, 256), (256, 1024, 1024), (256, 2048, 2048), (2048, 128, 512),
    ];

    public static IEnumerable<KernelCase> All
    {
        get
        {
            foreach (var (rows, n, m) in Sizes.Concat(from r in new[] { 64, 128, 256, 512 } from k in new[] { 512, 1024, 2048 } select (r, k, k)))
            foreach (var training in new[]{false,true})
            {
                var suffix = training ? " mixed" : "";
                Operand x = new(new(rows, n)), w = new(new(n, m), true), dy = new(new(rows, m));
                yield return new OpCase($"gemm {rows}x{n}x{m} forward{suffix}", new DenseOp(false, ActivationFunction.Linear), [x, w], [dy.Shape]) { IsWithinTraining = training };
                yield return new OpCase($"gemm {rows}x{n}x{m} data{suffix}", new DenseInputGradientOp(ActivationFunction.Linear), [dy, w], [x.Shape]) { IsWithinTraining = training };
                yield return new OpCase($"gemm {rows}x{n}x{m} weights{suffix}", new DenseWeightGradientOp(), [x, dy], [w.Shape]) { IsWithinTraining = training };
            }
        }
    }
}
