using System.Runtime.CompilerServices;
using TrainingService.Compute.Cpu.Simd;

namespace TrainingService.Compute.Cpu.Pooling;

/// <summary>
/// Takes from an image (<see cref="PoolArguments.Image"/>) the cell in which each window of another (<see cref="PoolArguments.ImageValues"/>)
/// had its first maximum; a chunk is a number of output rows.
/// </summary>
internal static unsafe class UnpoolGradientKernel
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
        var (window, channels) = (args->Window, args->Channels);
        var one = TI.Broadcast(1);
        var end = Math.Min(args->Rows, (chunk + 1) * args->RowsPerChunk);
        for (var index = chunk * args->RowsPerChunk; index < end; index++)
        {
            var image = index / args->OutputHeight;
            var i = index - (image * args->OutputHeight);
            var top = (i * window.StrideY) - window.Top;
            var (k0, k1) = args->RowsInside(top);
            var dy = args->Image.Start + (image * args->Image.ImageStride);
            var x = args->ImageValues.Start + (image * args->ImageValues.ImageStride);
            var y = args->OutputValues.Start + (image * args->OutputValues.ImageStride) + (i * args->OutputValues.RowStride);
            var dv = args->Output.Start + (image * args->Output.ImageStride) + (i * args->Output.RowStride);
            var rowEnd = dv + (args->OutputWidth * channels);
            for (var j = 0; j < args->OutputWidth; j++, y += channels, dv += channels)
            {
                var left = (j * window.StrideX) - window.Left;
                var (l0, l1) = args->ColumnsInside(left);
                for (var c = 0; c < channels; c += TI.Width)
                {
                    // 1 in the lanes whose maximum is not found yet.
                    var (open, taken, largest) = (one, TI.Zero, TI.Load(y + c));
                    for (var k = k0; k < k1; k++)
                    {
                        var row = top + (k * window.DilationY);
                        for (var l = l0; l < l1; l++)
                        {
                            var offset = ((left + (l * window.DilationX)) * channels) + c;
                            var found = TI.SelectEqual(TI.Load(x + (row * args->ImageValues.RowStride) + offset), largest, open, TI.Zero);
                            taken = TI.SelectEqual(found, one, TI.Load(dy + (row * args->Image.RowStride) + offset), taken);
                            open = TI.SelectEqual(found, one, TI.Zero, open);
                        }
                    }

                    PoolKernel.StoreInRow<TI, TV>(dv + c, rowEnd, taken);
                }
            }
        }
    }
}
