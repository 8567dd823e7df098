using System.Runtime.CompilerServices;
using TrainingService.Compute.Cpu.Rows;
using TrainingService.Compute.Ops.Augmentation;

namespace TrainingService.Compute.Cpu.Augmentation;

internal unsafe struct WarpArguments
{
    public MoveArguments Move;
    public RowOperand X;
    public RowOperand Y;
    public int Channels;
}

/// <summary>Moves images between pixels, each weighed from four; a chunk is one image. <see cref="WideWarpKernel"/> gives the same bits faster.</summary>
internal static unsafe class WarpKernel
{
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Run(void* arguments, int image)
    {
        var args = (WarpArguments*)arguments;
        var map = args->Move.MapOf(image);
        var x = args->X.Start + image * args->X.ImageStride;
        for (var i = 0; i < args->Move.Height; i++)
            Weigh(args, map, x, args->Y.Start + image * args->Y.ImageStride + i * args->Y.RowStride, i, 0, args->Move.Width);
    }

    /// <summary>Pixels <paramref name="from"/> to <paramref name="to"/> of row <paramref name="i"/>.</summary>
    public static void Weigh(WarpArguments* args, in AffineMap map, float* x, float* y, int i, int from, int to)
    {
        var (height, width, channels) = (args->Move.Height, args->Move.Width, args->Channels);
        for (var j = from; j < to; j++)
        {
            var (down, across) = (map.YY * i + map.YX * j + map.Y, map.XY * i + map.XX * j + map.X);
            var (top, left) = ((int)Math.Floor(down), (int)Math.Floor(across));
            var (v, h) = ((float)(down - top), (float)(across - left));
            for (var c = 0; c < channels; c++)
            {
                var upper = (1 - h) * At(args, x, top, left, c, height, width) + h * At(args, x, top, left + 1, c, height, width);
                var lower = (1 - h) * At(args, x, top + 1, left, c, height, width) + h * At(args, x, top + 1, left + 1, c, height, width);
                y[j * channels + c] = (1 - v) * upper + v * lower;
            }
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static float At(WarpArguments* args, float* x, int row, int column, int channel, int height, int width) =>
        (uint)row < (uint)height && (uint)column < (uint)width ? x[row * args->X.RowStride + column * args->Channels + channel] : 0;
}
