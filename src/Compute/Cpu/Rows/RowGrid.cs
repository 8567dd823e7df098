using TrainingService.Compute.Backends;

namespace TrainingService.Compute.Cpu.Rows;

/// <summary>
/// How a value-by-value kernel walks its operands: in rows that lie without gaps, a fixed number of them to a chunk. Operands without halo are cut
/// into long rows, whatever their shape.
/// </summary>
internal struct RowGrid
{
    private const int MostChunks = 64;

    /// <summary>Rows in all.</summary>
    public int Rows;

    /// <summary>Rows of one image; 1 when the operands are cut into long rows.</summary>
    public int RowsPerImage;

    /// <summary>Rows of one chunk; the last may have fewer.</summary>
    public int RowsPerChunk;

    /// <summary>Whether the operands are cut into long rows.</summary>
    public bool IsFlat;

    private int rowElements;
    private int lastRowElements;

    /// <summary>Elements of every row but the last.</summary>
    public readonly int RowElements => rowElements;

    /// <summary>Number of chunks.</summary>
    public readonly int Chunks => (Rows + RowsPerChunk - 1) / RowsPerChunk;

    /// <summary>A grid for operands of one shape.</summary>
    /// <param name="elementsPerChunk">Elements that are worth a chunk of their own.</param>
    /// <param name="layouts">The operands.</param>
    public static RowGrid Of(int elementsPerChunk, params ReadOnlySpan<ImageLayout> layouts)
    {
        foreach (var layout in layouts)
        {
            if (!layout.IsPlain)
                return OfImages(elementsPerChunk, layouts[0]);
        }

        return OfElements(elementsPerChunk, layouts[0].Count);
    }

    /// <summary>A grid whose rows are those of the images.</summary>
    public static RowGrid OfImages(int elementsPerChunk, ImageLayout layout)
    {
        var rows = layout.Images * layout.Height;
        return new RowGrid
        {
            Rows = rows,
            RowsPerImage = layout.Height,
            RowsPerChunk = Math.Max((elementsPerChunk + layout.RowElements - 1) / layout.RowElements, (rows + MostChunks - 1) / MostChunks),
            rowElements = layout.RowElements,
            lastRowElements = layout.RowElements,
        };
    }

    /// <summary>A grid over elements that lie side by side.</summary>
    public static RowGrid OfElements(int elementsPerChunk, long count)
    {
        const int CacheLine = 16;
        var share = (count + MostChunks - 1) / MostChunks;
        var block = (int)Math.Max(elementsPerChunk, (share + CacheLine - 1) / CacheLine * CacheLine);
        var rows = (int)((count + block - 1) / block);
        return new RowGrid
        {
            Rows = rows,
            RowsPerImage = 1,
            RowsPerChunk = 1,
            IsFlat = true,
            rowElements = block,
            lastRowElements = (int)(count - (long)(rows - 1) * block),
        };
    }

    /// <summary>Elements of a row.</summary>
    public readonly int ElementsOf(int row) => row == Rows - 1 ? lastRowElements : rowElements;

    /// <summary>First row of a chunk.</summary>
    public readonly int FirstOf(int chunk) => chunk * RowsPerChunk;

    /// <summary>The row behind a chunk's last.</summary>
    public readonly int EndOf(int chunk) => Math.Min(Rows, (chunk + 1) * RowsPerChunk);
}
