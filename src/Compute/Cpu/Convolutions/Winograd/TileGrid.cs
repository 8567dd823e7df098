using TrainingService.Compute.Backends;
using TrainingService.Compute.Graphs;

namespace TrainingService.Compute.Cpu.Convolutions.Winograd;

/// <summary>Where the tiles of an image batch lie. Strides in floats.</summary>
internal unsafe struct TileGrid
{
    /// <summary>First cell of the first tile (of its window, where tiles are read).</summary>
    public float* Start;
    public nint Image;
    public nint Row;
    public nint Pixel;
    public int Channels;

    /// <summary>Tiles of an image.</summary>
    public int Down;
    public int Across;

    /// <summary>Rows and columns that there are: the last tiles may reach beyond.</summary>
    public int Height;
    public int Width;

    /// <summary>The tiles of a value, each read (or written) from <paramref name="above"/> rows and <paramref name="before"/> columns before its cells.</summary>
    public static TileGrid Of(IKernelContext context, ValueId id, WinogradTiles tiles, int above = 0, int before = 0)
    {
        var layout = context.Layout(id);
        return new TileGrid
        {
            Start = (float*)context.Address(id) + layout.Origin - ((nint)above * layout.RowStride) - ((nint)before * layout.Channels),
            Image = (nint)layout.ImageStride,
            Row = layout.RowStride,
            Pixel = layout.Channels,
            Channels = layout.Channels,
            Down = tiles.Down,
            Across = tiles.Across,
            Height = tiles.Height,
            Width = tiles.Width,
        };
    }

    /// <summary>Floats from the first cell to a tile's first.</summary>
    public readonly nint OffsetOf(int tile, out int row, out int column)
    {
        (var line, column) = Math.DivRem(tile, Across);
        (var image, row) = Math.DivRem(line, Down);
        row *= WinogradPoints.Tile;
        column *= WinogradPoints.Tile;
        return (image * Image) + (row * Row) + (column * Pixel);
    }
}
