using TrainingService.Compute.Runtime;

namespace TrainingService.Compute.Ops.Augmentation;

/// <summary>Which rows mixup mixes, and how much of each.</summary>
public static class MixupDraw
{
    private const uint PartnerRow = uint.MaxValue;

    /// <summary>How far behind a row its partner lies, from 1 to rows - 1; 0 when there is but one row.</summary>
    public static int Distance(ulong seed, uint stream, ulong step, int rows)
    {
        if (rows < 2) return 0;
        var block = Philox.Block(PartnerRow, 0, (uint)step, (uint)(step >> 32), Philox.Key(seed, stream));
        return 1 + (int)Math.BigMul(block.Low, (ulong)rows - 1, out _);
    }

    /// <summary>
    /// The row's own share: G₁ / (G₁ + G₂) with two Gamma(alpha) numbers (Marsaglia and Tsang 2000), by their logarithms, which do not underflow for a
    /// small alpha.
    /// </summary>
    public static double Share(double alpha, ulong seed, uint stream, ulong step, int row)
    {
        var key = Philox.Key(seed, stream);
        return 1 / (1 + Math.Exp(LogGamma(alpha, key, step, row, 2) - LogGamma(alpha, key, step, row, 1)));
    }

    private static double LogGamma(double alpha, PhiloxKey key, ulong step, int row, uint which)
    {
        // Gamma(a) = Gamma(a + 1) · U^(1/a) for a below 1; the same holds above.
        var d = alpha + 1 - 1.0 / 3;
        var c = 1 / Math.Sqrt(9 * d);
        for (var attempt = 0u; ; attempt++)
        {
            var first = Philox.Block((uint)row, which | attempt << 8, (uint)step, (uint)(step >> 32), key);
            var second = Philox.Block((uint)row, which | 1u << 7 | attempt << 8, (uint)step, (uint)(step >> 32), key);
            var z = Math.Sqrt(-2 * Math.Log(1 - RandomFill.Unit(first.Low))) * Math.Cos(2 * Math.PI * RandomFill.Unit(first.High));
            var v = 1 + c * z;
            if (v <= 0) continue;
            v = v * v * v;
            var u = 1 - RandomFill.Unit(second.Low);
            if (Math.Log(u) < z * z / 2 + d - d * v + d * Math.Log(v)) return Math.Log(d * v) + Math.Log(1 - RandomFill.Unit(second.High)) / alpha;
        }
    }
}
