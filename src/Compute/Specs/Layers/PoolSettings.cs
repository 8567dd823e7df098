using TrainingService.Contracts.Specs.Layers;

namespace TrainingService.Compute.Specs.Layers;

/// <summary>What the pooling layers have in common.</summary>
/// <param name="Type">The layer's `type`.</param>
/// <param name="Window">Its window.</param>
/// <param name="IsMax">Whether it takes the largest value, else the mean.</param>
internal sealed record PoolSettings(string Type, WindowSpec Window, bool IsMax)
{
    /// <summary>The settings of any pooling layer.</summary>
    public static PoolSettings Of(LayerSpec spec) => spec switch
    {
        MaxPool1DLayer s => new("max_pool1d", WindowSpec.Of(s.PoolSize, s.Stride ?? s.PoolSize, 1, s.Padding), true),
        AveragePool1DLayer s => new("average_pool1d", WindowSpec.Of(s.PoolSize, s.Stride ?? s.PoolSize, 1, s.Padding), false),
        MaxPool2DLayer s => new("max_pool2d", WindowSpec.Of(s.PoolSize, s.Stride ?? s.PoolSize, new Size2D(1, 1), s.Padding), true),
        AveragePool2DLayer s => new("average_pool2d", WindowSpec.Of(s.PoolSize, s.Stride ?? s.PoolSize, new Size2D(1, 1), s.Padding), false),
        MaxPool3DLayer s => new("max_pool3d", WindowSpec.Of(s.PoolSize, s.Stride ?? s.PoolSize, new Size3D(1, 1, 1), s.Padding), true),
        AveragePool3DLayer s => new("average_pool3d", WindowSpec.Of(s.PoolSize, s.Stride ?? s.PoolSize, new Size3D(1, 1, 1), s.Padding), false),
        _ => throw new ArgumentOutOfRangeException(nameof(spec), spec.GetType().Name, "No pooling."),
    };

    /// <summary>The layer with its stride filled in.</summary>
    public static LayerSpec Resolve(LayerSpec spec) => spec switch
    {
        MaxPool1DLayer s => s with { Stride = s.Stride ?? s.PoolSize },
        AveragePool1DLayer s => s with { Stride = s.Stride ?? s.PoolSize },
        MaxPool2DLayer s => s with { Stride = s.Stride ?? s.PoolSize },
        AveragePool2DLayer s => s with { Stride = s.Stride ?? s.PoolSize },
        MaxPool3DLayer s => s with { Stride = s.Stride ?? s.PoolSize },
        AveragePool3DLayer s => s with { Stride = s.Stride ?? s.PoolSize },
        _ => spec,
    };
}
