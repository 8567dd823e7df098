using TrainingService.Compute.Backends;

namespace TrainingService.Compute.Cpu.Products;

/// <summary>Where the rows of an operand lie: images of rows of pixels. Strides in floats; a plain matrix is one image of one row.</summary>
/// <param name="Start">Its first element.</param>
/// <param name="Image">From one image to the next.</param>
/// <param name="Row">From one row of pixels to the next.</param>
/// <param name="Pixel">From one pixel to the next.</param>
internal readonly unsafe record struct Matrix(nint Start, nint Image, nint Row, nint Pixel)
{
    /// <summary>A plain matrix.</summary>
    public Matrix(float* start, nint rowStride)
        : this((nint)start, 0, 0, rowStride)
    {
    }

    /// <summary>The pixels of an image batch that begins at an address, halo included there.</summary>
    public static Matrix Of(float* start, ImageLayout layout) =>
        new((nint)(start + layout.Origin), (nint)layout.ImageStride, layout.RowStride, layout.Channels);

    /// <summary>Its first element.</summary>
    public float* Pointer => (float*)Start;

    /// <summary>The same from some floats further on: a group of channels.</summary>
    public Matrix From(nint floats) => this with { Start = Start + (floats * sizeof(float)) };

    /// <summary>One slice of each volume, where <paramref name="depth"/> images are a volume.</summary>
    public Matrix Slice(int slice, int depth) => this with { Start = Start + (slice * Image * sizeof(float)), Image = Image * depth };

    /// <summary>Whether all pixels follow each other at one distance.</summary>
    public bool IsFlat(int rows, int pixels) => Row == pixels * Pixel && Image == rows * Row;

    /// <summary>The same with the pixel's place as image and row, and the image as pixel.</summary>
    public Matrix ByImage => new(Start, Row, Pixel, Image);
}
