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

/// <summary>Moves images; a chunk is one image. Whole moves copy pixels, others weigh four.</summary>
internal static unsafe class WarpKernel
{
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Run(void* arguments, int image)
    {
        var args = (WarpArguments*)arguments;
        var map = args->Move.MapOf(image);
        var x = args->X.Start + image * args->X.ImageStride;
        for (var i = 0; i < args->Move.Height; i++)
        {
            var y = args->Y.Start + image * args->Y.ImageStride + i * args->Y.RowStride;
            if (args->Move.IsWhole) CopyRow(args, map, x, y, i);
            else WeighRow(args, map, x, y, i);
        }
    }

    private static void CopyRow(WarpArguments* args, AffineMap map, float* x, float* y, int i)
    {
        var (width, channels) = (args->Move.Width, args->Channels);
        var row = (int)(map.YY * i + map.Y);
        if (row < 0 || row >= args->Move.Height)
        {
            Unsafe.InitBlockUnaligned(y, 0, (uint)(width * channels * sizeof(float)));
            return;
        }

        var source = x + row * args->X.RowStride;
        var (step, start) = ((int)map.XX, (int)map.X);
        for (var j = 0; j < width; j++)
        {
            var from = step * j + start;
            for (var c = 0; c < channels; c++) y[j * channels + c] = from >= 0 && from < width ? source[from * channels + c] : 0;
        }
    }

    private static void WeighRow(WarpArguments* args, AffineMap map, float* x, float* y, int i)
    {
        var (height, width, channels) = (args->Move.Height, args->Move.Width, args->Channels);
        for (var j = 0; j < width; j++)
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
