using TrainingService.Compute.Graphs;
using TrainingService.Compute.Ops.Resampling;

namespace TrainingService.Kernels.Cases;

/// <summary>Upsampling of images and series to twice the size, and its gradients.</summary>
internal static class ResamplingCases
{
    public static IEnumerable<KernelCase> All
    {
        get
        {
            foreach (var kind in new[] { AxisMapKind.Nearest, AxisMapKind.Linear, AxisMapKind.LinearAligned })
            {
                var map = new AxisMap(kind, 16, 32);
                foreach (var row in Pair($"upsample {kind}", map, map, new(64, 16, 16, 64), new(64, 32, 32, 64))) yield return row;
            }

            foreach (var kind in new[] { AxisMapKind.Nearest, AxisMapKind.Linear })
            {
                var map = new AxisMap(kind, 512, 1024);
                foreach (var row in Pair($"upsample 1-D {kind}", AxisMap.Identity(1), map, new(64, 1, 512, 64), new(64, 1, 1024, 64))) yield return row;
            }
        }
    }

    private static IEnumerable<KernelCase> Pair(string name, AxisMap rows, AxisMap columns, Shape x, Shape y)
    {
        yield return new OpCase(name, new Resample2DOp(rows, columns), [new(x)], [y]);
        yield return new OpCase($"{name} gradient", new Resample2DOp(rows.Transpose, columns.Transpose), [new(y)], [x]);
    }
}
