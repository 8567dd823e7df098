using TrainingService.Compute.Ops.Conv2D;

namespace TrainingService.Compute.Cpu.Packing;

/// <summary>
/// The input cells (y, x) with y ≡ Y and x ≡ X modulo the strides: all of them get their gradient from the same taps of the kernel, at the same
/// places of dy. With stride 1 there is one phase.
/// </summary>
/// <param name="Y">Remainder of y.</param>
/// <param name="X">Remainder of x.</param>
/// <param name="Taps">Kernel cells that reach them, ordered by place in dy.</param>
internal sealed record GradientPhase(int Y, int X, IReadOnlyList<GradientTap> Taps)
{
    /// <summary>All phases of a window, by Y, then X.</summary>
    public static IReadOnlyList<GradientPhase> Of(Window2D window)
    {
        var phases = new List<GradientPhase>();
        for (var y = 0; y < window.StrideY; y++)
        {
            for (var x = 0; x < window.StrideX; x++)
            {
                var taps =
                    from i in Enumerable.Range(0, window.KernelHeight)
                    from j in Enumerable.Range(0, window.KernelWidth)
                    let down = y + window.Top - (i * window.DilationY)
                    let across = x + window.Left - (j * window.DilationX)
                    where down % window.StrideY == 0 && across % window.StrideX == 0
                    orderby down, across
                    select new GradientTap((i * window.KernelWidth) + j, down / window.StrideY, across / window.StrideX);
                phases.Add(new GradientPhase(y, x, [.. taps]));
            }
        }

        return phases;
    }
}

/// <summary>A kernel cell seen from dx.</summary>
/// <param name="Index">Its number in the kernel, row by row.</param>
/// <param name="Row">Row of dy that it brings to the phase's first cell; may be negative.</param>
/// <param name="Column">Column of dy.</param>
internal readonly record struct GradientTap(int Index, int Row, int Column);
