using TrainingService.Compute.Specs.Layers.Sequences;
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
        Conv1DLayer or Conv2DLayer or Conv3DLayer or DepthwiseConv2DLayer => new ConvBuilder(spec),
        ConvTranspose1DLayer or ConvTranspose2DLayer or ConvTranspose3DLayer => new ConvTransposeBuilder(spec),
        MaxPool1DLayer or MaxPool2DLayer or MaxPool3DLayer or AveragePool1DLayer or AveragePool2DLayer or AveragePool3DLayer => new PoolBuilder(spec),
        GlobalAveragePool1DLayer or GlobalAveragePool2DLayer or GlobalAveragePool3DLayer
            or GlobalMaxPool1DLayer or GlobalMaxPool2DLayer or GlobalMaxPool3DLayer => new GlobalPoolBuilder(spec),
        MaxUnpool1DLayer or MaxUnpool2DLayer or MaxUnpool3DLayer => new MaxUnpoolBuilder(spec),
        Upsample1DLayer or Upsample2DLayer or Pad2DLayer or Crop2DLayer => new ResampleBuilder(spec),
        FlattenLayer flatten => new FlattenBuilder(flatten),
        DropoutLayer dropout => new DropoutBuilder(dropout, index),
        SpatialDropoutLayer dropout => new SpatialDropoutBuilder(dropout, index),
        GaussianNoiseLayer noise => new GaussianNoiseBuilder(noise, index),
        _ when ActivationBuilder.For(spec) is { } activation => activation,
        _ when Normalizations.For(spec) is { } normalization => normalization,
        _ when MergeBuilder.For(spec) is { } merge => merge,
        _ when SequenceBuilders.For(spec, index) is { } sequence => sequence,
        _ => throw new ArgumentOutOfRangeException(nameof(spec), spec.GetType().Name, "No builder for this layer."),
    };
}
