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

    /// <summary>Large enough for Strassen's method, which training uses.</summary>
    private static readonly (int Rows, int Inputs, int Outputs)[] LargeSizes = [(64, 1024, 1024), (256, 1024, 1024), (256, 2048, 2048), (1024, 2048, 2048)];

    /// <summary>With packed weights, as predictions multiply: few rows by weights beyond the caches, and many.</summary>
    private static readonly (int Rows, int Inputs, int Outputs)[] PackedSizes =
        [(1, 4096, 4096), (2, 4096, 4096), (4, 4096, 4096), (8, 4096, 4096), (16, 4096, 4096), (256, 256, 256), (256, 2048, 2048), (512, 512, 512), (1024, 1024, 1024)];

    public static IEnumerable<KernelCase> All => Of(Sizes, training: false).Concat(Of(LargeSizes, training: true)).Concat(Packed());

    private static IEnumerable<KernelCase> Packed()
    {
        foreach (var (rows, n, m) in PackedSizes)
        {
            yield return new OpCase(
                $"gemm {rows}x{n}x{m} packed", new DenseOp(false, ActivationFunction.Linear), [new(new(rows, n)), new(new(n, m), true)], [new(rows, m)]) { HasFixedWeights = true };
        }
    }

    private static IEnumerable<KernelCase> Of((int Rows, int Inputs, int Outputs)[] sizes, bool training)
    {
        var within = training ? " within training" : "";
        foreach (var (rows, n, m) in sizes)
        {
            Operand x = new(new(rows, n)), w = new(new(n, m), true), dy = new(new(rows, m));
            yield return new OpCase($"gemm {rows}x{n}x{m} forward{within}", new DenseOp(false, ActivationFunction.Linear), [x, w], [dy.Shape]) { IsWithinTraining = training };
            yield return new OpCase($"gemm {rows}x{n}x{m} data{within}", new DenseInputGradientOp(ActivationFunction.Linear), [dy, w], [x.Shape]) { IsWithinTraining = training };
            yield return new OpCase($"gemm {rows}x{n}x{m} weights{within}", new DenseWeightGradientOp(), [x, dy], [w.Shape]) { IsWithinTraining = training };
        }
    }
}
