using System.Text.Json.Serialization;
using TrainingService.Datasets.Columns;

namespace TrainingService.Datasets.Preprocessing.Images;

/// <summary>One change of an image's size or channels, and what it does to masks and boxes of the same image.</summary>
[JsonPolymorphic(TypeDiscriminatorPropertyName = "type", UnknownDerivedTypeHandling = JsonUnknownDerivedTypeHandling.FailSerialization)]
[JsonDerivedType(typeof(ResizeImage), "resize")]
[JsonDerivedType(typeof(CropImage), "crop")]
[JsonDerivedType(typeof(GreyImage), "grey")]
public abstract record FittedImageStep
{
    /// <summary>The size that an image of a size gets.</summary>
    public abstract (int Height, int Width, int Channels) Size(int height, int width, int channels);

    /// <summary>Changes the pixels.</summary>
    internal abstract Picture Apply(Picture picture);

    /// <summary>Changes a mask: one value per pixel, never mixed.</summary>
    internal abstract Picture ApplyToMask(Picture mask);

    /// <summary>Moves a box along with an image of a size.</summary>
    internal abstract Box Apply(Box box, int height, int width);

    /// <summary>Where a box of the changed image was before, in an image of a size.</summary>
    internal abstract Box Undo(Box box, int height, int width);
}

/// <summary>Pixels with their size.</summary>
/// <param name="Height">Rows.</param>
/// <param name="Width">Pixels in a row.</param>
/// <param name="Channels">Bytes per pixel.</param>
/// <param name="Pixels">[height, width, channels].</param>
internal sealed record Picture(int Height, int Width, int Channels, byte[] Pixels);

/// <summary>Scales to a size: area means when shrinking, bilinear when growing.</summary>
/// <param name="Height">New rows.</param>
/// <param name="Width">New pixels in a row.</param>
public sealed record ResizeImage(int Height, int Width) : FittedImageStep
{
    /// <inheritdoc/>
    public override (int Height, int Width, int Channels) Size(int height, int width, int channels) => (Height, Width, channels);

    internal override Picture Apply(Picture picture)
    {
        if ((picture.Height, picture.Width) == (Height, Width)) return picture;
        var channels = picture.Channels;
        var across = AxisWeights.Of(picture.Width, Width);
        var rows = new float[picture.Height * Width * channels];
        for (var y = 0; y < picture.Height; y++)
        {
            for (var x = 0; x < Width; x++)
            {
                for (var c = 0; c < channels; c++)
                {
                    var (sum, weights) = (0f, across.Weights[x]);
                    for (var i = 0; i < weights.Length; i++) sum += weights[i] * picture.Pixels[(y * picture.Width + across.First[x] + i) * channels + c];
                    rows[(y * Width + x) * channels + c] = sum;
                }
            }
        }

        var down = AxisWeights.Of(picture.Height, Height);
        var pixels = new byte[Height * Width * channels];
        var stride = Width * channels;
        for (var y = 0; y < Height; y++)
        {
            for (var x = 0; x < stride; x++)
            {
                var (sum, weights) = (0f, down.Weights[y]);
                for (var i = 0; i < weights.Length; i++) sum += weights[i] * rows[(down.First[y] + i) * stride + x];
                pixels[y * stride + x] = (byte)Math.Clamp(sum + 0.5f, 0, 255);
            }
        }

        return new Picture(Height, Width, channels, pixels);
    }

    internal override Picture ApplyToMask(Picture mask)
    {
        var pixels = new byte[Height * Width];
        for (var y = 0; y < Height; y++)
        {
            var from = (int)((2L * y + 1) * mask.Height / (2 * Height)) * mask.Width;
            for (var x = 0; x < Width; x++) pixels[y * Width + x] = mask.Pixels[from + (int)((2L * x + 1) * mask.Width / (2 * Width))];
        }

        return new Picture(Height, Width, 1, pixels);
    }

    internal override Box Apply(Box box, int height, int width)
    {
        var (down, across) = ((float)Height / height, (float)Width / width);
        return new Box(box.X * across, box.Y * down, box.Width * across, box.Height * down, box.Class);
    }

    internal override Box Undo(Box box, int height, int width)
    {
        var (down, across) = ((float)height / Height, (float)width / Width);
        return new Box(box.X * across, box.Y * down, box.Width * across, box.Height * down, box.Class);
    }
}

/// <summary>The middle of an image, with zeros around it where it is smaller.</summary>
/// <param name="Height">New rows.</param>
/// <param name="Width">New pixels in a row.</param>
public sealed record CropImage(int Height, int Width) : FittedImageStep
{
    /// <summary>What is not labelled in a mask.</summary>
    private const byte Unlabelled = StoredColumn.MissingUint8;

    /// <inheritdoc/>
    public override (int Height, int Width, int Channels) Size(int height, int width, int channels) => (Height, Width, channels);

    internal override Picture Apply(Picture picture) => Cut(picture, 0);

    internal override Picture ApplyToMask(Picture mask) => Cut(mask, Unlabelled);

    internal override Box Apply(Box box, int height, int width)
    {
        var (x, y) = (box.X - Offset(width, Width), box.Y - Offset(height, Height));
        var (left, top) = (Math.Clamp(x, 0, Width), Math.Clamp(y, 0, Height));
        var (right, bottom) = (Math.Clamp(x + box.Width, 0, Width), Math.Clamp(y + box.Height, 0, Height));
        return new Box(left, top, right - left, bottom - top, box.Class);
    }

    internal override Box Undo(Box box, int height, int width) =>
        new(box.X + Offset(width, Width), box.Y + Offset(height, Height), box.Width, box.Height, box.Class);

    /// <summary>Where the window begins; negative when the image is smaller.</summary>
    private static int Offset(int from, int to) => (int)Math.Floor((from - to) / 2.0);

    private Picture Cut(Picture picture, byte outside)
    {
        var channels = picture.Channels;
        var pixels = new byte[Height * Width * channels];
        if (outside != 0) pixels.AsSpan().Fill(outside);
        var (top, left) = (Offset(picture.Height, Height), Offset(picture.Width, Width));
        var (from, to) = (Math.Max(left, 0), Math.Max(-left, 0));
        var count = Math.Min(picture.Width - from, Width - to) * channels;
        for (var y = Math.Max(-top, 0); y < Height && y + top < picture.Height; y++)
        {
            picture.Pixels.AsSpan(((y + top) * picture.Width + from) * channels, count).CopyTo(pixels.AsSpan((y * Width + to) * channels));
        }

        return new Picture(Height, Width, channels, pixels);
    }
}

/// <summary>Colour to grey (ITU-R BT.601).</summary>
public sealed record GreyImage : FittedImageStep
{
    /// <inheritdoc/>
    public override (int Height, int Width, int Channels) Size(int height, int width, int channels) => (height, width, 1);

    internal override Picture Apply(Picture picture)
    {
        if (picture.Channels < 3) return picture.Channels == 1 ? picture : First(picture);
        var pixels = new byte[picture.Height * picture.Width];
        for (var i = 0; i < pixels.Length; i++)
        {
            var colour = picture.Pixels.AsSpan(i * picture.Channels, 3);
            pixels[i] = (byte)((299 * colour[0] + 587 * colour[1] + 114 * colour[2] + 500) / 1000);
        }

        return new Picture(picture.Height, picture.Width, 1, pixels);
    }

    internal override Picture ApplyToMask(Picture mask) => mask;

    internal override Box Apply(Box box, int height, int width) => box;

    internal override Box Undo(Box box, int height, int width) => box;

    /// <summary>Grey with alpha.</summary>
    private static Picture First(Picture picture) =>
        new(picture.Height, picture.Width, 1, [.. picture.Pixels.Where((_, i) => i % picture.Channels == 0)]);
}
