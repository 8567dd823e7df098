using TrainingService.Compute.Ops.Conv2D;

namespace TrainingService.Compute.Ops.Conv3D;

/// <summary>How a kernel moves through a volume: along its depth, and within its slices. All in cells.</summary>
/// <param name="KernelDepth">Slices of the window.</param>
/// <param name="StrideZ">Step along the depth.</param>
/// <param name="DilationZ">Distance of window slices.</param>
/// <param name="Front">Padding slices before the first.</param>
/// <param name="Back">Padding slices behind the last.</param>
/// <param name="Plane">The window within a slice.</param>
public readonly record struct Window3D(int KernelDepth, int StrideZ, int DilationZ, int Front, int Back, Window2D Plane)
{
    /// <summary>A window that stays in its slice.</summary>
    public static Window3D Flat(Window2D plane) => new(1, 1, 1, 0, 0, plane);

    /// <summary>Slices from the window's first to its last, dilation counted. Clamped, so that absurd windows do not fit rather than overflow.</summary>
    public int ExtentZ => (int)Math.Min((KernelDepth - 1L) * DilationZ + 1, 1 << 30);

    /// <summary>Output slices for a volume of this depth; below 1 when the window does not fit.</summary>
    public int OutputDepth(int depth) => depth + Front + Back < ExtentZ ? 0 : (depth + Front + Back - ExtentZ) / StrideZ + 1;
}
