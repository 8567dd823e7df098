using TrainingService.Compute.Backends;
using TrainingService.Compute.Cpu.Rows;

namespace TrainingService.Compute.Cpu.Normalization;

/// <summary>Arguments of the kernels of batch and group normalization and of their gradient. Pointers may be null where an op has no such value.</summary>
internal unsafe struct ChannelNormArguments
{
    public ChannelBlocks Blocks;
    public RowOperand X;

    /// <summary>y, or dy.</summary>
    public RowOperand Y;
    public RowOperand Dx;
    public float* Scale;
    public float* Offset;

    /// <summary>m, [sets, channels].</summary>
    public float* Mean;

    /// <summary>1 / √(v + ε), [sets, channels].</summary>
    public float* Inverse;
    public float* OldMean;
    public float* OldVariance;
    public float* NewMean;
    public float* NewVariance;
    public float* ScaleGradient;
    public float* OffsetGradient;
    public float Momentum;
    public float Epsilon;

    /// <summary>The activation's parameter.</summary>
    public float Slope;

    /// <summary>Channels that share a statistic.</summary>
    public int GroupSize;

    /// <summary>Two sums of each channel for each block; then, in the place of a set's first block, those of the set.</summary>
    public float* Partials;

    /// <summary>What a cell's values are multiplied and added with, repeated until it fills whole vectors: some arrays of a period for each set.</summary>
    public float* Factors;

    /// <summary>Floats of scratch for a number of factor arrays.</summary>
    public static long ScratchFloats(in ChannelBlocks blocks, int factors) =>
        (2L * blocks.Blocks * blocks.Stride) + ((long)blocks.Sets * factors * blocks.Period);

    /// <summary>Takes its two parts of the scratch area.</summary>
    public ChannelNormArguments WithScratch(IKernelContext context) => this with
    {
        Partials = (float*)context.Scratch,
        Factors = (float*)context.Scratch + (2L * Blocks.Blocks * Blocks.Stride),
    };
}
