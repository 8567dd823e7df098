using TrainingService.Compute.Graphs;
using TrainingService.Compute.Ops.Activations;
using TrainingService.Compute.Ops.Normalization;

namespace TrainingService.Kernels.Cases;

/// <summary>Normalizations and their gradients.</summary>
internal static class NormCases
{
    private const float Epsilon = 1e-5f;
    private static readonly ActivationFunction Linear = ActivationFunction.Linear;

    public static IEnumerable<KernelCase> All => [.. Batch(), .. Group("group", 8), .. Group("instance", 64), .. Layer("layer", true), .. Layer("RMS", false)];

    private static IEnumerable<KernelCase> Batch()
    {
        Shape x = new(64, 32, 32, 64), channels = new(64);
        Operand scale = new(channels, true), offset = new(channels, true), mean = new(channels), variance = new(channels) { Least = 0.5f, Most = 1.5f };
        yield return new OpCase("norm batch", new BatchNormOp(0.1f, Epsilon, true, false, Linear), [new(x), scale, offset, mean, variance], [x, channels, channels, channels, channels]);
        yield return new OpCase("norm batch gradient", new ChannelNormGradientOp(64, true, false, true), [new(x), new(x), mean, variance, scale], [x, channels, channels]);
        yield return new OpCase("norm batch in prediction", new BatchNormInferenceOp(Epsilon, true, false, Linear), [new(x), scale, offset, mean, variance], [x]);
    }

    private static IEnumerable<KernelCase> Group(string name, int groups)
    {
        Shape x = new(64, 32, 32, 64), channels = new(64), statistics = new(64, 64);
        Operand scale = new(channels, true), offset = new(channels, true), mean = new(statistics), inverse = new(statistics) { Least = 0.5f, Most = 1.5f };
        yield return new OpCase($"norm {name}", new GroupNormOp(groups, Epsilon, true, false, Linear), [new(x), scale, offset], [x, statistics, statistics]);
        yield return new OpCase($"norm {name} gradient", new ChannelNormGradientOp(groups, true, false, true), [new(x), new(x), mean, inverse, scale], [x, channels, channels]);
    }

    /// <summary>The RMS norm is a layer norm that takes off no mean and adds nothing.</summary>
    private static IEnumerable<KernelCase> Layer(string name, bool centered)
    {
        Shape x = new(2048, 512), features = new(512), statistics = new(2048);
        Operand scale = new(features, true), offset = new(features, true), mean = new(statistics), inverse = new(statistics) { Least = 0.5f, Most = 1.5f };
        yield return new OpCase(
            $"norm {name}", new LayerNormOp(Epsilon, centered, true, centered), centered ? [new(x), scale, offset] : [new(x), scale], [x, statistics, statistics]);
        yield return new OpCase(
            $"norm {name} gradient", new LayerNormGradientOp(centered, true, centered, true), [new(x), new(x), mean, inverse, scale],
            centered ? [x, features, features] : [x, features]);
    }
}
