using SkiaSharp;

namespace TrainingService.Datasets.Formats.Images;

/// <summary>What an encoded image is, from its header alone.</summary>
/// <param name="Height">Height in pixels, as it is shown (after turning by its EXIF orientation).</param>
/// <param name="Width">Width in pixels, as it is shown.</param>
/// <param name="Channels">1 grey, 3 colour, 4 colour with alpha.</param>
public readonly record struct EncodedImageInfo(int Height, int Width, int Channels);

/// <summary>A decoded image.</summary>
/// <param name="Height">Height in pixels.</param>
/// <param name="Width">Width in pixels.</param>
/// <param name="Channels">Channels.</param>
/// <param name="Pixels">[height, width, channels] bytes.</param>
public sealed record DecodedImage(int Height, int Width, int Channels, byte[] Pixels);

/// <summary>
/// Decodes PNG, JPEG and WebP (of animations the first picture) into 8-bit channels, turned as their EXIF orientation says. Palettes become
/// colours, 16 bits become 8, CMYK becomes RGB, alpha is not multiplied in. Colour profiles are left aside: the numbers are those of the file.
/// </summary>
public static class ImageDecoder
{
    private const string Wanted = "a PNG, JPEG or WebP image";

    /// <summary>Reads the header only.</summary>
    /// <exception cref="InvalidDataException">It is no such image.</exception>
    public static EncodedImageInfo ReadInfo(ReadOnlySpan<byte> file)
    {
        using var data = SKData.CreateCopy(file);
        using var codec = Open(data);
        return Info(codec);
    }

    /// <summary>Decodes an image whose size was checked before (<see cref="ReadInfo"/>).</summary>
    /// <param name="file">The encoded file.</param>
    /// <param name="channels">1 grey, 3 colour, 4 colour with alpha.</param>
    /// <exception cref="InvalidDataException">It is damaged.</exception>
    public static DecodedImage Decode(ReadOnlySpan<byte> file, int channels)
    {
        using var data = SKData.CreateCopy(file);
        using var codec = Open(data);
        var (width, height) = (codec.Info.Width, codec.Info.Height);
        var isGrey = channels == 1 && codec.Info.ColorType == SKColorType.Gray8;
        var info = isGrey ? new SKImageInfo(width, height, SKColorType.Gray8, SKAlphaType.Opaque)
            : new SKImageInfo(width, height, SKColorType.Rgba8888, SKAlphaType.Unpremul);
        var pixels = new byte[info.BytesSize];
        SKCodecResult result;
        unsafe
        {
            fixed (byte* start = pixels) result = codec.GetPixels(info, (nint)start);
        }

        if (result != SKCodecResult.Success) throw new InvalidDataException($"The image can't be decoded ({Reason(result)}).");
        if (!isGrey && channels != 4) pixels = Reduce(pixels, channels);
        return ImageTurning.Turn(new DecodedImage(height, width, channels, pixels), codec.EncodedOrigin);
    }

    private static SKCodec Open(SKData data)
    {
        var codec = SKCodec.Create(data) ?? throw new InvalidDataException($"The file is not {Wanted}, or its header is damaged.");
        if (codec.EncodedFormat is SKEncodedImageFormat.Png or SKEncodedImageFormat.Jpeg or SKEncodedImageFormat.Webp) return codec;
        var format = codec.EncodedFormat;
        codec.Dispose();
        throw new InvalidDataException($"The file is not {Wanted} but {format}.");
    }

    private static EncodedImageInfo Info(SKCodec codec)
    {
        var isTurned = codec.EncodedOrigin
            is SKEncodedOrigin.LeftTop or SKEncodedOrigin.RightTop or SKEncodedOrigin.RightBottom or SKEncodedOrigin.LeftBottom;
        var channels = codec.Info.ColorType == SKColorType.Gray8 ? 1 : codec.Info.AlphaType == SKAlphaType.Opaque ? 3 : 4;
        return isTurned ? new(codec.Info.Width, codec.Info.Height, channels) : new(codec.Info.Height, codec.Info.Width, channels);
    }

    private static string Reason(SKCodecResult result) => result switch
    {
        SKCodecResult.IncompleteInput => "the file ends too early",
        SKCodecResult.ErrorInInput or SKCodecResult.InvalidInput => "its data is damaged",
        SKCodecResult.Unimplemented => "unknown format",
        _ => result.ToString(),
    };

    /// <summary>RGBA to RGB or to grey (Rec. 601 weights, as image libraries do).</summary>
    private static byte[] Reduce(byte[] rgba, int channels)
    {
        var reduced = new byte[rgba.Length / 4 * channels];
        for (int from = 0, to = 0; from < rgba.Length; from += 4, to += channels)
        {
            if (channels == 1) reduced[to] = (byte)((rgba[from] * 299 + rgba[from + 1] * 587 + rgba[from + 2] * 114 + 500) / 1000);
            else
            {
                reduced[to] = rgba[from];
                reduced[to + 1] = rgba[from + 1];
                reduced[to + 2] = rgba[from + 2];
            }
        }

        return reduced;
    }
}
