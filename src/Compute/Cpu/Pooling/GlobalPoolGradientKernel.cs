using System.Runtime.CompilerServices;
using TrainingService.Compute.Cpu.Simd;

namespace TrainingService.Compute.Cpu.Pooling;

/// <summary>Gives every cell of an image its share of the gradient; a chunk is a number of images.</summary>
internal static unsafe class GlobalPoolGradientKernel
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
        var args = (PoolArguments*)arguments;
        var channels = args->Channels;
        var scale = TI.Broadcast(1f / (args->Height * args->Width));
        var end = Math.Min(args->Images, (chunk + 1) * args->ImagesPerChunk);
        for (var image = chunk * args->ImagesPerChunk; image < end; image++)
        {
            var dy = args->Output.Start + image * args->Output.ImageStride;
            for (var h = 0; h < args->Height; h++)
            {
                // A vector's rest falls into the next cell, which is written after.
                var dx = args->Image.Start + image * args->Image.ImageStride + h * args->Image.RowStride;
                var rowEnd = dx + args->Width * channels;
                for (; dx < rowEnd; dx += channels)
                {
                    for (var c = 0; c < channels; c += TI.Width)
                        PoolKernel.StoreInRow<TI, TV>(dx + c, rowEnd, TI.Multiply(TI.Load(dy + c), scale));
                }
            }
        }
    }
}
