using SkiaSharp;

namespace TrainingService.Datasets.Formats.Images;

/// <summary>Turns and mirrors pixels as EXIF orientations 1 to 8 ask.</summary>
internal static class ImageTurning
{
    public static DecodedImage Turn(DecodedImage image, SKEncodedOrigin origin)
    {
        if (origin is SKEncodedOrigin.TopLeft or SKEncodedOrigin.Default) return image;
        var swaps = origin is SKEncodedOrigin.LeftTop or SKEncodedOrigin.RightTop or SKEncodedOrigin.RightBottom or SKEncodedOrigin.LeftBottom;
        var (height, width, channels) = swaps ? (image.Width, image.Height, image.Channels) : (image.Height, image.Width, image.Channels);
        var pixels = new byte[image.Pixels.Length];
        for (var y = 0; y < height; y++)
        {
            for (var x = 0; x < width; x++)
            {
                var (fromY, fromX) = Source(origin, y, x, image.Height, image.Width);
                image.Pixels.AsSpan((fromY * image.Width + fromX) * channels, channels).CopyTo(pixels.AsSpan((y * width + x) * channels));
            }
        }

        return new DecodedImage(height, width, channels, pixels);
    }

    /// <summary>Where in the file's picture a shown pixel comes from. The names say where the file's first row and first column are shown.</summary>
    private static (int Y, int X) Source(SKEncodedOrigin origin, int y, int x, int height, int width) => origin switch
    {
        SKEncodedOrigin.TopRight => (y, width - 1 - x),
        SKEncodedOrigin.BottomRight => (height - 1 - y, width - 1 - x),
        SKEncodedOrigin.BottomLeft => (height - 1 - y, x),
        SKEncodedOrigin.LeftTop => (x, y),
        SKEncodedOrigin.RightTop => (height - 1 - x, y),
        SKEncodedOrigin.RightBottom => (height - 1 - x, width - 1 - y),
        SKEncodedOrigin.LeftBottom => (x, width - 1 - y),
        _ => (y, x),
    };
}
