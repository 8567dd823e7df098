using TrainingService.Compute.Runtime;

namespace TrainingService.Compute.Ops.Augmentation;

/// <summary>
/// A random move of a picture: which source point lands on each pixel. Drawn for row r of the batch from Philox4x32-10 block (r, 0, step low, step high)
/// under key (seed, stream), so that an image, its mask and its boxes move alike, on any number of threads and after a resume.
/// </summary>
public abstract record Geometry
{
    /// <summary>Whether pixels land on pixels: no weights, nothing is smoothed.</summary>
    public abstract bool IsWhole { get; }

    /// <summary>The map of one row.</summary>
    /// <param name="draw">Its random words.</param>
    /// <param name="height">Rows of the picture.</param>
    /// <param name="width">Pixels of a row.</param>
    public abstract AffineMap MapOf(PhiloxBlock draw, int height, int width);

    /// <summary>The random words of one row of the batch.</summary>
    public static PhiloxBlock Draw(ulong seed, uint stream, ulong step, int row) =>
        Philox.Block((uint)row, 0, (uint)step, (uint)(step >> 32), Philox.Key(seed, stream));

    /// <summary>A number of [0, 1) from one word.</summary>
    protected static double Unit(uint word) => word / 4294967296.0;
}

/// <summary>Source point of pixel (y, x): (YY · y + YX · x + Y, XY · y + XX · x + X).</summary>
public readonly record struct AffineMap(double YY, double YX, double Y, double XY, double XX, double X)
{
    /// <summary>Turning and scaling about the centre.</summary>
    /// <param name="angle">Radians.</param>
    /// <param name="factor">Size of the result over that of the source.</param>
    /// <param name="height">Rows.</param>
    /// <param name="width">Pixels of a row.</param>
    public static AffineMap About(double angle, double factor, int height, int width)
    {
        var (sine, cosine) = Math.SinCos(angle);
        var (s, c, y, x) = (sine / factor, cosine / factor, (height - 1) / 2.0, (width - 1) / 2.0);
        return new AffineMap(c, -s, y - c * y + s * x, s, c, x - s * y - c * x);
    }
}

/// <summary>Mirrors left to right with probability <paramref name="Horizontal"/> (word 0) and upside down with probability <paramref name="Vertical"/> (word 1).</summary>
public sealed record FlipGeometry(double Horizontal, double Vertical) : Geometry
{
    /// <inheritdoc/>
    public override bool IsWhole => true;

    /// <inheritdoc/>
    public override AffineMap MapOf(PhiloxBlock draw, int height, int width)
    {
        var (across, down) = (Unit(draw.Word0) < Horizontal, Unit(draw.Word1) < Vertical);
        return new AffineMap(down ? -1 : 1, 0, down ? height - 1 : 0, 0, across ? -1 : 1, across ? width - 1 : 0);
    }
}

/// <summary>Moves by whole pixels, drawn evenly from ± <paramref name="Vertical"/> (word 0) and ± <paramref name="Horizontal"/> (word 1).</summary>
public sealed record ShiftGeometry(int Vertical, int Horizontal) : Geometry
{
    /// <inheritdoc/>
    public override bool IsWhole => true;

    /// <inheritdoc/>
    public override AffineMap MapOf(PhiloxBlock draw, int height, int width) =>
        new(1, 0, Math.Floor(Unit(draw.Word0) * (2 * Vertical + 1)) - Vertical, 0, 1, Math.Floor(Unit(draw.Word1) * (2 * Horizontal + 1)) - Horizontal);
}

/// <summary>Turns about the centre by an angle drawn evenly from ± <paramref name="Degrees"/> (word 0).</summary>
public sealed record RotateGeometry(double Degrees) : Geometry
{
    /// <inheritdoc/>
    public override bool IsWhole => false;

    /// <inheritdoc/>
    public override AffineMap MapOf(PhiloxBlock draw, int height, int width) =>
        AffineMap.About((2 * Unit(draw.Word0) - 1) * Degrees * Math.PI / 180, 1, height, width);
}

/// <summary>Enlarges about the centre by a factor drawn evenly from <paramref name="Low"/> to <paramref name="High"/> (word 0).</summary>
public sealed record ScaleGeometry(double Low, double High) : Geometry
{
    /// <inheritdoc/>
    public override bool IsWhole => false;

    /// <inheritdoc/>
    public override AffineMap MapOf(PhiloxBlock draw, int height, int width) =>
        AffineMap.About(0, Low + (High - Low) * Unit(draw.Word0), height, width);
}
