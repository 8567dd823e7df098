namespace TrainingService.Compute.Reference;

/// <summary>Functions that .NET lacks, in float64 to about 15 digits.</summary>
public static class SpecialFunctions
{
    /// <summary>erf x = 2/√π ∫₀ˣ e^-t² dt.</summary>
    public static double Erf(double x)
    {
        if (double.IsNaN(x)) return x;
        if (Math.Abs(x) > 2.5) return Math.Sign(x) * (1 - ErfcTail(Math.Abs(x)));

        // 2/√π e^-x² Σ 2ⁿ x^(2n+1) / (2n+1)!!: all terms have one sign, so nothing cancels.
        var term = x;
        var sum = x;
        for (var n = 1; Math.Abs(term) > 1e-18 * Math.Abs(sum); n++)
        {
            term *= 2 * x * x / (2 * n + 1);
            sum += term;
        }

        return 2 / Math.Sqrt(Math.PI) * Math.Exp(-x * x) * sum;
    }

    /// <summary>Φ(x), the normal distribution function; precise in its lower tail too.</summary>
    public static double NormalCdf(double x)
    {
        var z = x / Math.Sqrt(2);
        return z < -2.5 ? ErfcTail(-z) / 2 : (1 + Erf(z)) / 2;
    }

    /// <summary>ln(1 + x) for 0 ≤ x ≤ 1, precise near 0.</summary>
    public static double LogOnePlus(double x) => x < 1e-5 ? x - x * x / 2 : Math.Log(1 + x);

    // The continued fraction of erfc, from its 100th level up (Abramowitz and Stegun 7.1.14).
    private static double ErfcTail(double z)
    {
        if (z > 27) return 0;
        var fraction = z;
        for (var k = 100; k >= 1; k--) fraction = z + k / 2.0 / fraction;
        return Math.Exp(-z * z) / Math.Sqrt(Math.PI) / fraction;
    }
}
