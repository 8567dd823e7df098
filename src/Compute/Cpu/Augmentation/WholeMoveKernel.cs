using System.Runtime.CompilerServices;

namespace TrainingService.Compute.Cpu.Augmentation;

/// <summary>Moves images by whole pixels or mirrors them: rows are copied. A chunk is one image.</summary>
internal static unsafe class WholeMoveKernel
{
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Run(void* arguments, int image)
    {
        var args = (WarpArguments*)arguments;
        var map = args->Move.MapOf(image);
        var (height, width, channels) = (args->Move.Height, args->Move.Width, args->Channels);
        float* x = args->X.Start + image * args->X.ImageStride, y = args->Y.Start + image * args->Y.ImageStride;
        var isMirrored = map.XX < 0;

        // Pixel j comes from ± j + start. Those from within the picture are [from, to).
        var start = (int)map.X;
        var (from, to) = isMirrored ? (start - width + 1, start + 1) : (-start, width - start);
        (from, to) = (Math.Clamp(from, 0, width), Math.Clamp(to, 0, width));
        for (var i = 0; i < height; i++, y += args->Y.RowStride)
        {
            var row = (int)(map.YY * i + map.Y);
            if ((uint)row >= (uint)height)
            {
                Clear(y, width * channels);
                continue;
            }

            var source = x + row * args->X.RowStride;
            Clear(y, from * channels);
            if (isMirrored) Mirror(source, start, y, from, to, channels);
            else Copy(source + (from + start) * channels, y + from * channels, (to - from) * channels);
            Clear(y + to * channels, (width - to) * channels);
        }
    }

    private static void Mirror(float* source, int start, float* y, int from, int to, int channels)
    {
        if (channels == 1)
        {
            for (var j = from; j < to; j++) y[j] = source[start - j];
            return;
        }

        for (var j = from; j < to; j++)
        {
            for (var c = 0; c < channels; c++) y[j * channels + c] = source[(start - j) * channels + c];
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Clear(float* y, int count)
    {
        if (count > 0) new Span<float>(y, count).Clear();
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Copy(float* x, float* y, int count)
    {
        if (count > 0) new ReadOnlySpan<float>(x, count).CopyTo(new Span<float>(y, count));
    }
}
