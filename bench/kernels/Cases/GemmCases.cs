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
            foreach (var (rows, n, m) in Sizes)
            {
                Operand x = new(new(rows, n)), w = new(new(n, m), true), dy = new(new(rows, m));
                yield return new OpCase($"gemm {rows}x{n}x{m} forward", new DenseOp(false, ActivationFunction.Linear), [x, w], [dy.Shape]);
                yield return new OpCase($"gemm {rows}x{n}x{m} data", new DenseInputGradientOp(ActivationFunction.Linear), [dy, w], [x.Shape]);
                yield return new OpCase($"gemm {rows}x{n}x{m} weights", new DenseWeightGradientOp(), [x, dy], [w.Shape]);
            }
        }
    }
}
