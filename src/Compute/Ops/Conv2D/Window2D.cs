namespace TrainingService.Compute.Ops.Conv2D;

/// <summary>How a kernel or pooling window moves over an image. All in cells.</summary>
/// <param name="KernelHeight">Rows of the window.</param>
/// <param name="KernelWidth">Columns of the window.</param>
/// <param name="StrideY">Step down.</param>
/// <param name="StrideX">Step across.</param>
/// <param name="DilationY">Distance of window rows.</param>
/// <param name="DilationX">Distance of window columns.</param>
/// <param name="Top">Padding rows above.</param>
/// <param name="Left">Padding columns left.</param>
/// <param name="Bottom">Padding rows below.</param>
/// <param name="Right">Padding columns right.</param>
public readonly record struct Window2D(
    int KernelHeight, int KernelWidth, int StrideY, int StrideX, int DilationY, int DilationX, int Top, int Left, int Bottom, int Right)
{
    /// <summary>Rows from the window's first to its last, dilation counted.</summary>
    public int ExtentY => Extent(KernelHeight, DilationY);

    /// <summary>Columns from the window's first to its last, dilation counted.</summary>
    public int ExtentX => Extent(KernelWidth, DilationX);

    /// <summary>Output rows for an image of this height; below 1 when the window does not fit.</summary>
    public int OutputHeight(int height) => height + Top + Bottom < ExtentY ? 0 : (height + Top + Bottom - ExtentY) / StrideY + 1;

    /// <summary>Output columns for an image of this width; below 1 when the window does not fit.</summary>
    public int OutputWidth(int width) => width + Left + Right < ExtentX ? 0 : (width + Left + Right - ExtentX) / StrideX + 1;

    // Clamped, so that absurd windows compare as "does not fit" rather than overflow.
    private static int Extent(int kernel, int dilation) => (int)Math.Min((kernel - 1L) * dilation + 1, 1 << 30);
}
