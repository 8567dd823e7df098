using System.Runtime.InteropServices;

namespace TrainingService.Conformance.Tests.Ops;

internal static class Closeness
{
    /// <summary>Whether all numbers are the same to the bit, NaN and the sign of 0 included.</summary>
    public static bool SameBits(double[] one, double[] other) => MemoryMarshal.Cast<double, long>(one).SequenceEqual(MemoryMarshal.Cast<double, long>(other));

    /// <summary>PyTorch's tolerances for float32, grown by the root of the number of terms.</summary>
    public static void AssertClose(double[] expected, double[] actual, long terms, string what)
    {
        Assert.Equal(expected.Length, actual.Length);
        var growth = Math.Sqrt(terms);
        for (var i = 0; i < expected.Length; i++)
        {
            var allowed = growth * (1e-5 + 1.3e-6 * Math.Abs(expected[i]));
            var close = double.IsNaN(expected[i]) ? double.IsNaN(actual[i]) : expected[i] == actual[i] || Math.Abs(expected[i] - actual[i]) <= allowed;
            if (!close)
                Assert.Fail($"{what}: element {i} is {actual[i]:R}, not {expected[i]:R}.");
        }
    }
}
