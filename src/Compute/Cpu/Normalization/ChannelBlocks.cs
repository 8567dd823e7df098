using System.Runtime.CompilerServices;
using TrainingService.Compute.Backends;
using TrainingService.Compute.Cpu.Rows;
using TrainingService.Compute.Graphs;

namespace TrainingService.Compute.Cpu.Normalization;

/// <summary>
/// How values are cut where each channel has statistics: into sets (the whole batch, or each of its rows), these into blocks of rows, these into
/// stretches of cells that lie side by side. By shapes alone; with lengths the cells behind a row's real steps are left out.
/// </summary>
internal unsafe struct ChannelBlocks
{
    private const int ElementsPerBlock = 16384;
    private const int MostBlocks = 64;

    /// <summary>Sets of statistics.</summary>
    public int Sets;

    /// <summary>Rows of a set.</summary>
    public int RowsPerSet;

    /// <summary>Rows of a block; a set's last may have fewer.</summary>
    public int RowsPerBlock;

    /// <summary>Blocks of a set.</summary>
    public int BlocksPerSet;

    /// <summary>Cells of a row.</summary>
    public int CellsPerRow;

    /// <summary>Rows of one image, for addresses.</summary>
    public int RowsPerImage;

    /// <summary>Channels of a cell.</summary>
    public int Channels;

    /// <summary>Real steps of each row, or null.</summary>
    public int* Lengths;

    private bool isFlat;

    /// <summary>Blocks in all.</summary>
    public readonly int Blocks => Sets * BlocksPerSet;

    /// <summary>Channels rounded up to whole vectors of every instruction set.</summary>
    public readonly int Stride => (Channels + 15) / 16 * 16;

    /// <summary>The least length at which a pattern of the channels repeats in whole vectors.</summary>
    public readonly int Period => Channels * (16 / (int)GreatestCommonDivisor(Channels, 16));

    /// <summary>The blocks of a shape. Without addresses: what only sizes are asked of.</summary>
    public static ChannelBlocks Of(Shape shape, bool perRow, bool hasLengths, bool isPlain)
    {
        var channels = shape[shape.Rank - 1];
        var cells = checked((int)(shape.Count / channels));
        var (rows, cellsPerRow) = hasLengths ? (shape[0], shape[1]) : isPlain ? (cells, 1) : (shape[0] * shape[1], shape[2]);
        var sets = perRow ? shape[0] : 1;
        var perSet = rows / sets;
        var most = Math.Max(1, MostBlocks / sets);
        var perBlock = Math.Max((ElementsPerBlock + (cellsPerRow * channels) - 1) / (cellsPerRow * channels), (perSet + most - 1) / most);
        return new ChannelBlocks
        {
            Sets = sets,
            RowsPerSet = perSet,
            RowsPerBlock = Math.Min(perBlock, perSet),
            BlocksPerSet = (perSet + perBlock - 1) / perBlock,
            CellsPerRow = cellsPerRow,
            RowsPerImage = hasLengths || isPlain ? 1 : shape[1],
            Channels = channels,
            isFlat = isPlain,
        };
    }

    /// <summary>An operand as it is walked here.</summary>
    public readonly RowOperand Operand(IKernelContext context, ValueId id) => isFlat
        ? new RowOperand { Start = (float*)context.Address(id), ImageStride = (long)CellsPerRow * Channels }
        : RowOperand.Of(context, id);

    /// <summary>A block's rows.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public readonly (int First, int End) RowsOf(int block)
    {
        var set = block / BlocksPerSet;
        var first = (set * RowsPerSet) + ((block - (set * BlocksPerSet)) * RowsPerBlock);
        return (first, Math.Min((set + 1) * RowsPerSet, first + RowsPerBlock));
    }

    /// <summary>Stretches of some rows: one where they follow each other without a gap.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public readonly int Stretches(int first, int end) => isFlat && Lengths == null ? 1 : end - first;

    /// <summary>Cells that count in a stretch that begins with a row.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public readonly int CellsOf(int row, int end) =>
        Lengths != null ? Math.Clamp(Lengths[row], 0, CellsPerRow) : isFlat ? (end - row) * CellsPerRow : CellsPerRow;

    /// <summary>Cells that count in a block.</summary>
    public readonly int CountOf(int block)
    {
        var (first, end) = RowsOf(block);
        if (Lengths == null)
            return (end - first) * CellsPerRow;
        var count = 0;
        for (var row = first; row < end; row++)
            count += CellsOf(row, end);
        return count;
    }

    private static long GreatestCommonDivisor(long a, long b) => b == 0 ? a : GreatestCommonDivisor(b, a % b);
}
