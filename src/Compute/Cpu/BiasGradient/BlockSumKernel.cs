using System.Runtime.CompilerServices;
using TrainingService.Compute.Cpu.Products;
using TrainingService.Compute.Cpu.Rows;
using TrainingService.Compute.Cpu.Simd;

namespace TrainingService.Compute.Cpu.BiasGradient;

internal unsafe struct BiasGradientArguments
{
    public RowOperand Gradient;
    public int Rows;
    public int RowsPerImage;
    public int RowsPerBlock;
    public int CellsPerRow;
    public int Channels;

    /// <summary>Whether rows follow each other without a gap.</summary>
    public bool IsPlain;

    /// <summary>Where the first block's sums go.</summary>
    public float* Sums;

    /// <summary>Elements from one block's sums to the next.</summary>
    public int SumStride;
}

/// <summary>Sums each channel over the cells of a block of rows; a chunk is a block.</summary>
internal static unsafe class BlockSumKernel
{
    public readonly struct Choice : IKernelChoice
    {
        public static nint For<TI, TV>()
            where TI : struct, ISimd<TV>
            where TV : struct => (nint)(delegate*<void*, int, void>)&Run<TI, TV>;
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void Run<TI, TV>(void* arguments, int chunk)
        where TI : struct, ISimd<TV>
        where TV : struct
    {
        var args = (BiasGradientArguments*)arguments;
        var channels = args->Channels;
        var first = chunk * args->RowsPerBlock;
        var end = Math.Min(args->Rows, first + args->RowsPerBlock);
        var sums = args->Sums + (long)chunk * args->SumStride;
        var (segments, cells) = args->IsPlain ? (1, (end - first) * args->CellsPerRow) : (end - first, args->CellsPerRow);
        for (var segment = 0; segment < segments; segment++)
            ColumnSums.Run<TI, TV>(args->Gradient.Row(first + segment, args->RowsPerImage), channels, cells, channels, sums, segment > 0);
    }
}
