using TrainingService.Contracts.Specs.Layers;

namespace TrainingService.Compute.Specs.Layers;

/// <summary>Which builder makes which layer.</summary>
internal static class LayerBuilders
{
    /// <summary>The builder of a layer.</summary>
    /// <param name="spec">The layer.</param>
    /// <param name="index">Its place, from which it gets its random stream.</param>
    public static ILayerBuilder For(LayerSpec spec, int index) => spec switch
    {
        DenseLayer dense => new DenseBuilder(dense),
        Conv2DLayer conv => new Conv2DBuilder(conv),
        MaxPool2DLayer pool => new MaxPool2DBuilder(pool),
        AveragePool2DLayer pool => new AveragePool2DBuilder(pool),
        GlobalAveragePool2DLayer pool => new GlobalAveragePool2DBuilder(pool),
        FlattenLayer flatten => new FlattenBuilder(flatten),
        DropoutLayer dropout => new DropoutBuilder(dropout, index),
        SpatialDropoutLayer dropout => new SpatialDropoutBuilder(dropout, index),
        GaussianNoiseLayer noise => new GaussianNoiseBuilder(noise, index),
        _ when ActivationBuilder.For(spec) is { } activation => activation,
        _ when Normalizations.For(spec) is { } normalization => normalization,
        _ when MergeBuilder.For(spec) is { } merge => merge,
        _ => throw new ArgumentOutOfRangeException(nameof(spec), spec.GetType().Name, "No builder for this layer."),
    };
}
