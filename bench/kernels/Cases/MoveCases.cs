using TrainingService.Compute.Graphs;
using TrainingService.Compute.Ops.Augmentation;

namespace TrainingService.Kernels.Cases;

/// <summary>Random moves of images.</summary>
internal static class MoveCases
{
    public static IEnumerable<KernelCase> All
    {
        get
        {
            foreach (var image in new Shape[] { new(64, 28, 28, 1), new(64, 32, 32, 3), new(8, 224, 224, 3) })
            {
                yield return new OpCase($"move shift {image}", new WarpOp(new ShiftGeometry(3, 3), 1), [new(image)], [image], 0);
                yield return new OpCase($"move flip {image}", new WarpOp(new FlipGeometry(0.5, 0), 1), [new(image)], [image], 0);
                yield return new OpCase($"move rotate {image}", new WarpOp(new RotateGeometry(10), 1), [new(image)], [image], 0);
            }
        }
    }
}
