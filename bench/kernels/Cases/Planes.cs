using TrainingService.Compute.Ops.Conv2D;

namespace TrainingService.Kernels.Cases;

/// <summary>Windows of cases.</summary>
internal static class Planes
{
    /// <summary>As high as wide, with as much padding on every side.</summary>
    public static Window2D Square(int kernel, int stride, int padding) => new(kernel, kernel, stride, stride, 1, 1, padding, padding, padding, padding);
}
