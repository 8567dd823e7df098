using System.Runtime.CompilerServices;
using TrainingService.Compute.Cpu.Simd;

namespace TrainingService.Compute.Cpu.Pooling;

/// <summary>Mean of each channel over an image; a chunk is a number of images.</summary>
internal static unsafe class GlobalPoolKernel
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
            var x = args->Image.Start + image * args->Image.ImageStride;
            var y = args->Output.Start + image * args->Output.ImageStride;
            for (var c = 0; c < channels; c += TI.Width)
            {
                // Four sums, for the additions of one to overlap with those of the others.
                TV sum0 = TI.Zero, sum1 = TI.Zero, sum2 = TI.Zero, sum3 = TI.Zero;
                for (var h = 0; h < args->Height; h++)
                {
                    var cell = x + h * args->Image.RowStride + c;
                    var v = 0;
                    for (; v <= args->Width - 4; v += 4, cell += 4 * channels)
                    {
                        sum0 = TI.Add(sum0, TI.Load(cell));
                        sum1 = TI.Add(sum1, TI.Load(cell + channels));
                        sum2 = TI.Add(sum2, TI.Load(cell + 2 * channels));
                        sum3 = TI.Add(sum3, TI.Load(cell + 3 * channels));
                    }

                    for (; v < args->Width; v++, cell += channels)
                        sum0 = TI.Add(sum0, TI.Load(cell));
                }

                var mean = TI.Multiply(TI.Add(TI.Add(sum0, sum1), TI.Add(sum2, sum3)), scale);
                PoolKernel.StoreInRow<TI, TV>(y + c, y + channels, mean);
            }
        }
    }
}
