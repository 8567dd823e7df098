using System.Runtime.CompilerServices;
using TrainingService.Compute.Cpu.Pooling;
using TrainingService.Compute.Cpu.Simd;

namespace TrainingService.Compute.Cpu.Normalization;

/// <summary>
/// From the moments of blocks to those of sets, in the blocks' order (Chan et al. 1979); then the factors of the normalization, and the step of the
/// running statistics. A chunk is a set.
/// </summary>
internal static unsafe class MergeMomentsKernel
{
    /// <summary>Factor arrays of a set: mean, scale, offset.</summary>
    public const int Factors = 3;

    public readonly struct Choice : IKernelChoice
    {
        public static nint For<TI, TV>()
            where TI : struct, ISimd<TV>
            where TV : struct => (nint)(delegate*<void*, int, void>)&Run<TI, TV>;
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    internal static void Run<TI, TV>(void* arguments, int chunk)
        where TI : struct, ISimd<TV>
        where TV : struct
    {
        var args = (ChannelNormArguments*)arguments;
        ref var blocks = ref args->Blocks;
        var count = 0;
        var first = chunk * blocks.BlocksPerSet;
        var means = args->Partials + (2L * first * blocks.Stride);
        for (var block = first; block < first + blocks.BlocksPerSet; block++)
        {
            var added = blocks.CountOf(block);
            if (block > first && added > 0)
                Merge<TI, TV>(args, means, args->Partials + (2L * block * blocks.Stride), count, added);
            count += added;
        }

        Finish(args, chunk, means, means + blocks.Stride, count);
    }

    /// <summary>Adds a block's moments to those so far; with none so far they are 0 and stay out by their weight.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Merge<TI, TV>(ChannelNormArguments* args, float* means, float* more, int count, int added)
        where TI : struct, ISimd<TV>
        where TV : struct
    {
        var channels = args->Blocks.Channels;
        var stride = args->Blocks.Stride;
        var share = TI.Broadcast((float)added / (count + added));
        var weight = TI.Broadcast((float)((double)count * added / (count + added)));
        for (var c = 0; c < channels; c += TI.Width)
        {
            var mean = TI.Load(means + c);
            var distance = TI.Subtract(TI.Load(more + c), mean);
            var squares = TI.Add(TI.Load(means + stride + c), TI.Load(more + stride + c));
            squares = TI.MultiplyAdd(TI.Multiply(distance, distance), weight, squares);
            PoolKernel.StoreInRow<TI, TV>(means + c, means + channels, TI.MultiplyAdd(distance, share, mean));
            PoolKernel.StoreInRow<TI, TV>(means + stride + c, means + stride + channels, squares);
        }
    }

    private static void Finish(ChannelNormArguments* args, int set, float* means, float* squares, int count)
    {
        var channels = args->Blocks.Channels;
        var size = args->GroupSize;
        for (var start = 0; start < channels; start += size)
        {
            var mean = 0f;
            for (var c = start; c < start + size; c++)
                mean += means[c];
            mean /= size;
            var sum = 0f;
            for (var c = start; c < start + size; c++)
                sum += squares[c] + (count * (means[c] - mean) * (means[c] - mean));

            // What was given back for rounding may leave a constant channel a hair below 0.
            sum = MathF.Max(sum, 0);
            var values = (float)count * size;
            var inverse = count == 0 ? 0 : 1 / MathF.Sqrt((sum / values) + args->Epsilon);
            for (var c = start; c < start + size; c++)
            {
                args->Mean[(set * channels) + c] = mean;
                args->Inverse[(set * channels) + c] = inverse;
                if (args->NewMean != null)
                    Step(args, c, mean, sum, count);
            }
        }

        WriteFactors(args, set, args->Mean + ((long)set * channels), args->Inverse + ((long)set * channels));
    }

    private static void Step(ChannelNormArguments* args, int c, float mean, float sum, int count)
    {
        var momentum = count > 1 ? args->Momentum : 0;
        args->NewMean[c] = ((1 - momentum) * args->OldMean[c]) + (momentum * mean);
        args->NewVariance[c] = ((1 - momentum) * args->OldVariance[c]) + (momentum * sum / Math.Max(count - 1, 1));
    }

    /// <summary>Repeats a set's factors over its period.</summary>
    internal static void WriteFactors(ChannelNormArguments* args, int set, float* mean, float* inverse)
    {
        var channels = args->Blocks.Channels;
        var period = args->Blocks.Period;
        var factors = args->Factors + ((long)set * Factors * period);
        for (var start = 0; start < period; start += channels)
        {
            for (var c = 0; c < channels; c++)
            {
                factors[start + c] = mean[c];
                factors[period + start + c] = args->Scale == null ? inverse[c] : inverse[c] * args->Scale[c];
                factors[(2 * period) + start + c] = args->Offset == null ? 0 : args->Offset[c];
            }
        }
    }
}
