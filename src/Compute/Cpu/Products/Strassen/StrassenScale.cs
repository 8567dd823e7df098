using System.Runtime.CompilerServices;
using TrainingService.Compute.Cpu.Simd;

namespace TrainingService.Compute.Cpu.Products.Strassen;

/// <summary>
/// Powers of two that bring rows of A and columns of B to one size. Sums of quarters mix rows: without scaling a small row would drown in the rounding errors of a large one half a matrix
/// away, and a row of zeros would not give zeros (G. Ballard et al., Improving the numerical stability of fast matrix multiplication, 2016: outside scaling). Multiplying by powers of two
/// rounds nothing.
/// </summary>
internal static unsafe class StrassenScale
{
    private const int Bias = 127;
    private const int MantissaBits = 23;

    /// <summary>Largest exponent taken out: twice that is still a number of float32.</summary>
    private const int Most = 60;

    /// <summary>What a row is multiplied by before, and its results after.</summary>
    /// <param name="largest">The largest absolute value in it; all of it may be zero, or not finite.</param>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static (float Before, float After) Of(float largest)
    {
        if (largest == 0)
            return (1, 0);
        var exponent = (BitConverter.SingleToInt32Bits(largest) >> MantissaBits) - Bias;
        exponent = exponent > Bias ? 0 : Math.Clamp(exponent, -Most, Most);
        return (Power(-exponent), Power(exponent));
    }

    /// <summary>The larger of <paramref name="most"/> and |value|, lane by lane; what is not a number is passed over, as it comes through anyway.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static TV Larger<TI, TV>(TV value, TV most)
        where TI : struct, ISimd<TV>
        where TV : struct => TI.Max(TI.Max(value, TI.Subtract(TI.Zero, value)), most);

    /// <summary>The largest absolute value of some floats, each multiplied by its scale, if there are any.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static float Largest<TI, TV>(float* row, float* scales, int count)
        where TI : struct, ISimd<TV>
        where TV : struct
    {
        TV most = TI.Zero, other = TI.Zero;
        var i = 0;
        for (; scales == null && i + (2 * TI.Width) <= count; i += 2 * TI.Width)
        {
            most = Larger<TI, TV>(TI.Load(row + i), most);
            other = Larger<TI, TV>(TI.Load(row + i + TI.Width), other);
        }

        for (; i < count; i += TI.Width)
        {
            var value = Lanes.Load<TI, TV>(row + i, count - i);
            most = Larger<TI, TV>(scales == null ? value : TI.Multiply(value, Lanes.Load<TI, TV>(scales + i, count - i)), most);
        }

        return TI.Largest(TI.Max(most, other));
    }

    private static float Power(int exponent) => BitConverter.Int32BitsToSingle((exponent + Bias) << MantissaBits);
}
