using System.Globalization;

namespace TrainingService.Integration.Tests.Faults;

/// <summary>How long the fault suites go on: a few minutes in CI, as long as wanted by `./test.sh --soak`.</summary>
internal static class Soak
{
    /// <summary>1 in CI; above that each count below is multiplied.</summary>
    public static int Factor { get; } =
        int.TryParse(Environment.GetEnvironmentVariable("TRAINING_SOAK"), NumberStyles.None, CultureInfo.InvariantCulture, out var factor) ? Math.Max(1, factor) : 1;

    /// <summary>Whether this is a soak.</summary>
    public static bool IsOn => Factor > 1;
}
