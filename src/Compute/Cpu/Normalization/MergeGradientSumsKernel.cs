using System.Runtime.CompilerServices;
using TrainingService.Compute.Cpu.Pooling;
using TrainingService.Compute.Cpu.Simd;

namespace TrainingService.Compute.Cpu.Normalization;

/// <summary>From the sums of blocks to those of sets, in the blocks' order, and the factors of dx. A chunk is a set.</summary>
internal static unsafe class MergeGradientSumsKernel
{
    /// <summary>Factor arrays of a set: m, and the three of dx = a dy - b - (x - m) c.</summary>
    public const int Factors = 4;

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
        var first = chunk * blocks.BlocksPerSet;
        var sums = args->Partials + (2L * first * blocks.Stride);
        var count = blocks.CountOf(first);
        for (var block = first + 1; block < first + blocks.BlocksPerSet; block++)
        {
            var more = args->Partials + (2L * block * blocks.Stride);
            Add<TI, TV>(sums, more, blocks.Channels);
            Add<TI, TV>(sums + blocks.Stride, more + blocks.Stride, blocks.Channels);
            count += blocks.CountOf(block);
        }

        var inverse = args->Inverse + ((long)chunk * blocks.Channels);
        var products = sums + blocks.Stride;
        for (var c = 0; c < blocks.Channels; c++)
            products[c] *= inverse[c];
        if (args->Dx.Start != null)
            WriteFactors(args, chunk, sums, products, Math.Max(count, 1));
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Add<TI, TV>(float* sums, float* more, int channels)
        where TI : struct, ISimd<TV>
        where TV : struct
    {
        for (var c = 0; c < channels; c += TI.Width)
            PoolKernel.StoreInRow<TI, TV>(sums + c, sums + channels, TI.Add(TI.Load(sums + c), TI.Load(more + c)));
    }

    private static void WriteFactors(ChannelNormArguments* args, int set, float* sums, float* products, int count)
    {
        var (channels, period, size) = (args->Blocks.Channels, args->Blocks.Period, args->GroupSize);
        var mean = args->Mean + ((long)set * channels);
        var inverse = args->Inverse + ((long)set * channels);
        var factors = args->Factors + ((long)set * Factors * period);
        for (var start = 0; start < channels; start += size)
        {
            var (sum, product) = (0f, 0f);
            for (var c = start; c < start + size; c++)
            {
                var scale = args->Scale == null ? 1 : args->Scale[c];
                sum += scale * sums[c];
                product += scale * products[c];
            }

            var values = (float)count * size;
            for (var c = start; c < start + size; c++)
            {
                factors[c] = mean[c];
                factors[period + c] = inverse[c] * (args->Scale == null ? 1 : args->Scale[c]);
                factors[(2 * period) + c] = inverse[c] * sum / values;
                factors[(3 * period) + c] = inverse[c] * inverse[c] * product / values;
            }
        }

        for (var array = factors; array < factors + (Factors * period); array += period)
        {
            for (var i = channels; i < period; i++)
                array[i] = array[i - channels];
        }
    }
}
