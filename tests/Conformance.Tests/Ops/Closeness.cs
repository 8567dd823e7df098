namespace TrainingService.Conformance.Tests.Ops;

internal static class Closeness
{
    /// <summary>PyTorch's tolerances for float32, grown by the root of the number of terms.</summary>
    public static void AssertClose(double[] expected, double[] actual, long terms, string what)
    {
        Assert.Equal(expected.Length, actual.Length);
        var growth = Math.Sqrt(terms);
        for (var i = 0; i < expected.Length; i++)
        {
            var allowed = growth * (1e-5 + 1.3e-6 * Math.Abs(expected[i]));
            Assert.True(
                double.IsNaN(expected[i]) ? double.IsNaN(actual[i]) : expected[i] == actual[i] || Math.Abs(expected[i] - actual[i]) <= allowed,
                $"{what}: element {i} is {actual[i]:R}, not {expected[i]:R}.");
        }
    }
}
