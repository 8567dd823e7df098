using TrainingService.Compute.Backends;
using TrainingService.Compute.Cpu.Packing;
using TrainingService.Compute.Cpu.Simd;
using static TrainingService.Compute.Cpu.Convolutions.Winograd.WinogradPoints;

namespace TrainingService.Compute.Cpu.Convolutions.Winograd;

/// <summary>How the cells of a convolution's result are cut into tiles of 4 × 4, image by image, row by row; those at the edges may reach beyond it.</summary>
/// <param name="Images">Images.</param>
/// <param name="Height">Rows of the result.</param>
/// <param name="Width">Columns of the result.</param>
internal sealed record WinogradTiles(int Images, int Height, int Width)
{
    /// <summary>Fewest channels and filters: below, the transforms cost more than they save.</summary>
    private const int FewestChannels = 16;

    /// <summary>By what the number of multiplications must go down at least, tiles that reach over the edge counted as whole ones.</summary>
    private const double LeastGain = 1.8;

    private const int Few = 160;

    /// <summary>
    /// Floats from one tile's channels to the next tile's where tiles lie transformed: whole vectors, and one more cache line that keeps them from falling into few
    /// sets of the first cache.
    /// </summary>
    public static int StrideOf(InstructionSet set, int channels) => PanelLayout.WholeVectors(set, channels) + 16;

    /// <summary>Tiles from top to bottom.</summary>
    public int Down => (Height + Tile - 1) / Tile;

    /// <summary>Tiles from left to right.</summary>
    public int Across => (Width + Tile - 1) / Tile;

    /// <summary>All tiles.</summary>
    public int Count => Images * Down * Across;

    /// <summary>
    /// Whether there are so few that all of them are done at once. Then each weight serves only once, and no copy of all transformed weights, four times as large
    /// as they, is worth making.
    /// </summary>
    public bool AreFew => Count <= Few;

    /// <summary>Rows that the last tiles reach beyond the result.</summary>
    public int BeyondBottom => (Down * Tile) - Height;

    /// <summary>Columns that the last tiles reach beyond the result.</summary>
    public int BeyondRight => (Across * Tile) - Width;

    /// <summary>The tiles of a convolution's output, or of its image for the input gradient; null where direct convolution does better.</summary>
    public static WinogradTiles? Of(Convolution conv, bool ofImage)
    {
        var plane = conv.Window.Plane;
        if (conv.Depth != 1 || conv.Window.KernelDepth != 1 || conv.Groups != 1 || conv.Channels < FewestChannels || conv.Filters < FewestChannels
            || plane is not { KernelHeight: 3, KernelWidth: 3, StrideY: 1, StrideX: 1, DilationY: 1, DilationX: 1 })
            return null;
        var shape = ofImage ? conv.Image : conv.Output;
        var tiles = new WinogradTiles(shape[0], shape[1], shape[2]);
        return 9.0 * tiles.Height * tiles.Width / (tiles.Down * tiles.Across * Positions) < LeastGain ? null : tiles;
    }

    /// <summary>The zeros that tiles read around the image when each begins <paramref name="top"/> rows and <paramref name="left"/> columns before its cells.</summary>
    public Halo HaloOf(int top, int left, int imageHeight, int imageWidth) => new(
        Math.Max(0, top),
        Math.Max(0, left),
        Math.Max(0, (Down * Tile) + 2 - top - imageHeight),
        Math.Max(0, (Across * Tile) + 2 - left - imageWidth));
}
