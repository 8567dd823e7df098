using TrainingService.Compute.Graphs;

namespace TrainingService.Compute.Backends;

/// <summary>Rows and columns of zeros kept around an image, so that a convolution reads over its edge without a test.</summary>
public readonly record struct Halo(int Top, int Left, int Bottom, int Right)
{
    /// <summary>None.</summary>
    public static Halo None => default;

    /// <summary>A halo that serves both.</summary>
    public Halo Union(Halo other) =>
        new(Math.Max(Top, other.Top), Math.Max(Left, other.Left), Math.Max(Bottom, other.Bottom), Math.Max(Right, other.Right));
}

/// <summary>
/// Where the elements of a value lie: NHWC with a halo of zeros. A value [rows, features] is an image of 1 x 1 with as many channels; any other
/// rank is one plain row. Strides are in elements.
/// </summary>
public readonly record struct ImageLayout(int Images, int Height, int Width, int Channels, Halo Halo)
{
    /// <summary>The layout of a shape with a halo (only rank 4 may have one).</summary>
    public static ImageLayout Of(Shape shape, Halo halo = default)
    {
        ArgumentNullException.ThrowIfNull(shape);
        return shape.Rank switch
        {
            4 => new ImageLayout(shape[0], shape[1], shape[2], shape[3], halo),
            2 => new ImageLayout(shape[0], 1, 1, shape[1], default),
            _ => new ImageLayout(1, 1, 1, checked((int)shape.Count), default),
        };
    }

    /// <summary>Elements from one image row to the next.</summary>
    public int RowStride => (Halo.Left + Width + Halo.Right) * Channels;

    /// <summary>Elements from one image to the next.</summary>
    public long ImageStride => (long)(Halo.Top + Height + Halo.Bottom) * RowStride;

    /// <summary>Offset of the first element inside the halo.</summary>
    public long Origin => (long)Halo.Top * RowStride + (long)Halo.Left * Channels;

    /// <summary>Elements allocated, halo included.</summary>
    public long Count => Images * ImageStride;

    /// <summary>Elements of one image row without halo.</summary>
    public int RowElements => Width * Channels;

    /// <summary>Whether rows follow each other without a gap.</summary>
    public bool IsPlain => Halo == Halo.None;
}
