using System.Runtime.CompilerServices;
using TrainingService.Compute.Backends;
using TrainingService.Compute.Graphs;

namespace TrainingService.Compute.Cpu.Rows;

/// <summary>
/// How a kernel that works cell by cell (a cell is the last dimension: a pixel's channels, a row's features) walks its operands: a fixed number of
/// cells to a chunk.
/// </summary>
internal unsafe struct CellGrid
{
    private const int MostChunks = 64;

    /// <summary>Cells in all.</summary>
    public int Cells;

    /// <summary>Cells that lie side by side; all of them where no operand has a halo.</summary>
    public int CellsPerRow;

    /// <summary>Rows of one image.</summary>
    public int RowsPerImage;

    /// <summary>Elements of a cell.</summary>
    public int Channels;

    /// <summary>Cells of one chunk; the last may have fewer.</summary>
    public int CellsPerChunk;

    private bool isFlat;

    /// <summary>Number of chunks.</summary>
    public readonly int Chunks => (Cells + CellsPerChunk - 1) / CellsPerChunk;

    /// <summary>A grid for operands that have as many cells, though perhaps not as many channels.</summary>
    /// <param name="elementsPerChunk">Elements that are worth a chunk of their own.</param>
    /// <param name="context">Layouts.</param>
    /// <param name="shape">Sizes of the operand that sets the pace.</param>
    /// <param name="operands">All operands.</param>
    public static CellGrid Of(int elementsPerChunk, IKernelContext context, Shape shape, params ReadOnlySpan<ValueId> operands)
    {
        var isFlat = true;
        foreach (var id in operands) isFlat &= context.Layout(id).IsPlain;
        var grid = Of(elementsPerChunk, shape);
        return isFlat ? grid : grid with { CellsPerRow = shape[2], RowsPerImage = shape[1], isFlat = false };
    }

    /// <summary>A grid for operands without halo.</summary>
    public static CellGrid Of(int elementsPerChunk, Shape shape)
    {
        var channels = shape[shape.Rank - 1];
        var cells = checked((int)(shape.Count / channels));
        return new CellGrid
        {
            Cells = cells,
            CellsPerRow = cells,
            RowsPerImage = 1,
            Channels = channels,
            CellsPerChunk = Math.Max((elementsPerChunk + channels - 1) / channels, (cells + MostChunks - 1) / MostChunks),
            isFlat = true,
        };
    }

    /// <summary>An operand as this grid walks it.</summary>
    public readonly RowOperand Operand(IKernelContext context, ValueId id) =>
        isFlat ? new RowOperand { Start = (float*)context.Address(id) } : RowOperand.Of(context, id);

    /// <summary>First cell of a chunk.</summary>
    public readonly int FirstOf(int chunk) => chunk * CellsPerChunk;

    /// <summary>The cell behind a chunk's last.</summary>
    public readonly int EndOf(int chunk) => Math.Min(Cells, (chunk + 1) * CellsPerChunk);

    /// <summary>Cells from one on that lie side by side in every operand, none of them at or behind <paramref name="end"/>.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public readonly int SideBySide(int cell, int end) => Math.Min(end - cell, CellsPerRow - (cell % CellsPerRow));

    /// <summary>First element of a cell.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public readonly float* Cell(in RowOperand operand, int cell, int channels)
    {
        var row = cell / CellsPerRow;
        return operand.Row(row, RowsPerImage) + (long)(cell - row * CellsPerRow) * channels;
    }
}
