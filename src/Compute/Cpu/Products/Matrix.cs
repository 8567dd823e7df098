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

    /// <summary>Its first element.</summary>
    public float* Pointer => (float*)Start;
}
