namespace TrainingService.Compute.Cpu.Convolutions.Winograd;

/// <summary>
/// The constants of F(4×4, 3×3): Cook-Toom interpolation at 0, ±a, ±b and infinity, a = 5/8 and b = 3/2. These keep the rounding errors of
/// float32 several times smaller than the textbook's ±1, ±2, and are exact in binary.
/// Lavin, Gray: Fast Algorithms for Convolutional Neural Networks (2016); the points are those of Intel's oneDNN.
/// </summary>
internal static class WinogradPoints
{
    /// <summary>Output rows and columns of a tile.</summary>
    public const int Tile = 4;

    /// <summary>Input rows and columns of a tile, and those of its transform.</summary>
    public const int Window = 6;

    /// <summary>Values of a transformed tile: as many products take the place of a tile's 144.</summary>
    public const int Positions = Window * Window;

    public const float A = 0.625f;
    public const float B = 1.5f;
    public const float A2 = A * A;
    public const float B2 = B * B;
    public const float A3 = A2 * A;
    public const float B3 = B2 * B;

    /// <summary>a² · b² and a² + b².</summary>
    public const float Product = A2 * B2;
    public const float Sum = A2 + B2;

    /// <summary>One by the derivative of x (x² - a²) (x² - b²) at 0, at ±a and at ±b.</summary>
    public const float AtZero = (float)(1 / ((double)A2 * B2));
    public const float AtA = (float)(1 / (2.0 * A2 * (A2 - B2)));
    public const float AtB = (float)(1 / (2.0 * B2 * (B2 - A2)));
}
