using SkiaSharp;

namespace TrainingService.Datasets.Formats.Images;

/// <summary>Writes images as PNG.</summary>
public static class ImageEncoder
{
    private const int Effort = 6;

    /// <summary>Encodes pixels [height, width, channels] of 1, 3 or 4 channels without loss.</summary>
    public static byte[] Png(ReadOnlySpan<byte> pixels, int height, int width, int channels)
    {
        var info = channels == 1 ? new SKImageInfo(width, height, SKColorType.Gray8, SKAlphaType.Opaque)
            : new SKImageInfo(width, height, SKColorType.Rgba8888, channels == 4 ? SKAlphaType.Unpremul : SKAlphaType.Opaque);
        var whole = channels == 3 ? WithAlpha(pixels) : pixels.ToArray();
        unsafe
        {
            fixed (byte* start = whole)
            {
                using var map = new SKPixmap(info, (nint)start);
                using var data = map.Encode(new SKPngEncoderOptions(SKPngEncoderFilterFlags.AllFilters, Effort))
                    ?? throw new InvalidOperationException("The image can't be encoded.");
                return data.ToArray();
            }
        }
    }

    private static byte[] WithAlpha(ReadOnlySpan<byte> rgb)
    {
        var rgba = new byte[rgb.Length / 3 * 4];
        for (int from = 0, to = 0; from < rgb.Length; from += 3, to += 4)
        {
            rgb.Slice(from, 3).CopyTo(rgba.AsSpan(to));
            rgba[to + 3] = byte.MaxValue;
        }

        return rgba;
    }
}
