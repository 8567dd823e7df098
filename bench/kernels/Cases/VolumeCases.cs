using TrainingService.Compute.Ops.Activations;
using TrainingService.Compute.Ops.Conv3D;
using static TrainingService.Kernels.Cases.Planes;

namespace TrainingService.Kernels.Cases;

/// <summary>Convolutions of volumes, four of them.</summary>
internal static class VolumeCases
{
    private const int Volumes = 4;
    private static readonly ActivationFunction Linear = ActivationFunction.Linear;

    private static readonly (string Name, int Depth, int Size, int Channels, int Filters, Window3D Window)[] Rows =
    [
        ("3x3x3", 16, 16, 32, 32, new(3, 1, 1, 1, 1, Square(3, 1, 1))),
        ("3x3x3 strided", 16, 16, 32, 64, new(3, 2, 1, 1, 1, Square(3, 2, 1))),
        ("1x1x1", 16, 16, 64, 64, new(1, 1, 1, 0, 0, Square(1, 1, 0))),
        ("first layer 3x3x3, 1 channel", 16, 32, 1, 16, new(3, 1, 1, 1, 1, Square(3, 1, 1))),
    ];

    public static IEnumerable<KernelCase> All
    {
        get
        {
            foreach (var (name, depth, size, channels, filters, window) in Rows)
            {
                var (slices, pixels) = (window.OutputDepth(depth), window.Plane.OutputHeight(size));
                Operand x = new(new(Volumes * depth, size, size, channels)), dy = new(new(Volumes * slices, pixels, pixels, filters));
                Operand w = new(new(window.KernelDepth, window.Plane.KernelHeight, window.Plane.KernelWidth, channels, filters), true);
                yield return new OpCase($"conv 3-D {name} forward", new Conv3DOp(window, depth, false, Linear), [x, w], [dy.Shape]);
                yield return new OpCase($"conv 3-D {name} data", new Conv3DInputGradientOp(window, depth, Linear), [dy, w], [x.Shape]);
                yield return new OpCase($"conv 3-D {name} weights", new Conv3DWeightGradientOp(window, depth), [x, dy], [w.Shape]);
            }
        }
    }
}
