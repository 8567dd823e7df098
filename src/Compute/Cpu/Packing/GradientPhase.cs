using TrainingService.Compute.Ops.Conv3D;

namespace TrainingService.Compute.Cpu.Packing;

/// <summary>
/// The input cells (z, y, x) with z ≡ Z, y ≡ Y and x ≡ X modulo the strides: all of them get their gradient from the same taps of the kernel, at
/// the same places of dy. With stride 1 there is one phase.
/// </summary>
/// <param name="Z">Remainder of z; 0 in two dimensions.</param>
/// <param name="Y">Remainder of y.</param>
/// <param name="X">Remainder of x.</param>
/// <param name="Taps">Kernel cells that reach them, ordered by place in dy.</param>
internal sealed record GradientPhase(int Z, int Y, int X, IReadOnlyList<GradientTap> Taps)
{
    /// <summary>All phases of a window, by Z, then Y, then X.</summary>
    public static IReadOnlyList<GradientPhase> Of(Window3D window)
    {
        var plane = window.Plane;
        return
        [
            .. from z in Enumerable.Range(0, window.StrideZ)
               from y in Enumerable.Range(0, plane.StrideY)
               from x in Enumerable.Range(0, plane.StrideX)
               select new GradientPhase(z, y, x, [.. TapsOf(window, z, y, x)]),
        ];
    }

    private static IEnumerable<GradientTap> TapsOf(Window3D window, int z, int y, int x)
    {
        var plane = window.Plane;
        return
            from q in Enumerable.Range(0, window.KernelDepth)
            from i in Enumerable.Range(0, plane.KernelHeight)
            from j in Enumerable.Range(0, plane.KernelWidth)
            let behind = z + window.Front - (q * window.DilationZ)
            let down = y + plane.Top - (i * plane.DilationY)
            let across = x + plane.Left - (j * plane.DilationX)
            where behind % window.StrideZ == 0 && down % plane.StrideY == 0 && across % plane.StrideX == 0
            orderby behind, down, across
            select new GradientTap(
                (((q * plane.KernelHeight) + i) * plane.KernelWidth) + j,
                behind / window.StrideZ,
                down / plane.StrideY,
                across / plane.StrideX);
    }
}

/// <summary>A kernel cell seen from dx.</summary>
/// <param name="Index">Its number in the kernel, row by row.</param>
/// <param name="Slice">Slice of dy that it brings to the phase's first slice; may be negative.</param>
/// <param name="Row">Row of dy that it brings to the phase's first cell; may be negative.</param>
/// <param name="Column">Column of dy.</param>
internal readonly record struct GradientTap(int Index, int Slice, int Row, int Column);
