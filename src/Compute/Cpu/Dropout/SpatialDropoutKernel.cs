using System.Runtime.CompilerServices;
using TrainingService.Compute.Cpu.Simd;

namespace TrainingService.Compute.Cpu.Dropout;

/// <summary>y = x · mask with one mask for all cells of a row of the batch, drawn a stretch of channels at a time.</summary>
internal static unsafe class SpatialDropoutKernel
{
    private const int Stretch = 256;

    public readonly struct Choice : IKernelChoice
    {
        public static nint For<TI, TV>()
            where TI : struct, ISimd<TV>
            where TV : struct => (nint)(delegate*<void*, int, void>)&Run<TI, TV>;
    }

    [SkipLocalsInit]
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void Run<TI, TV>(void* arguments, int chunk)
        where TI : struct, ISimd<TV>
        where TV : struct
    {
        var args = (SpatialDropoutArguments*)arguments;
        var mask = stackalloc float[Stretch];
        var draw = new DropoutDraw(args->State->Seed, args->State->Step, args->Stream, args->Threshold, args->Scale);
        var end = Math.Min(args->Samples, (chunk + 1) * args->SamplesPerChunk);
        for (var sample = chunk * args->SamplesPerChunk; sample < end; sample++)
        {
            for (var start = 0; start < args->Channels; start += Stretch)
            {
                var count = Math.Min(Stretch, args->Channels - start);
                DropoutMask.Fill<TI>(mask, count, (uint)start / 4, (uint)sample, draw);
                for (var stretch = 0; stretch < args->Stretches; stretch++)
                {
                    var x = args->X.Row((sample * args->Stretches) + stretch, args->Stretches) + start;
                    var y = args->Y.Row((sample * args->Stretches) + stretch, args->Stretches) + start;
                    for (var cell = 0; cell < args->Cells; cell++, x += args->Channels, y += args->Channels)
                        DropoutKernel.Apply<TI, TV>(x, y, mask, count);
                }
            }
        }
    }
}
