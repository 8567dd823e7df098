using System.Runtime.CompilerServices;
using TrainingService.Compute.Cpu.Pooling;
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
        for (var c = 0; c < channels; c += TI.Width)
        {
            TV sum0 = TI.Zero, sum1 = TI.Zero, sum2 = TI.Zero, sum3 = TI.Zero;
            for (var segment = 0; segment < segments; segment++)
            {
                var cell = args->Gradient.Row(first + segment, args->RowsPerImage) + c;
                var i = 0;
                for (; i <= cells - 4; i += 4, cell += 4 * channels)
                {
                    sum0 = TI.Add(sum0, TI.Load(cell));
                    sum1 = TI.Add(sum1, TI.Load(cell + channels));
                    sum2 = TI.Add(sum2, TI.Load(cell + 2 * channels));
                    sum3 = TI.Add(sum3, TI.Load(cell + 3 * channels));
                }

                for (; i < cells; i++, cell += channels)
                    sum0 = TI.Add(sum0, TI.Load(cell));
            }

            PoolKernel.StoreInRow<TI, TV>(sums + c, sums + channels, TI.Add(TI.Add(sum0, sum1), TI.Add(sum2, sum3)));
        }
    }
}
