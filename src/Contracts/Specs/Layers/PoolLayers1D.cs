using System.ComponentModel;
using System.ComponentModel.DataAnnotations;

namespace TrainingService.Contracts.Specs.Layers;

/// <summary>Largest value of each window of a series, per channel: [time, channels] to [time', channels]. Padding and steps behind a row's own length never win.</summary>
public sealed record MaxPool1DLayer : LayerSpec
{
    /// <summary>Steps of the window. Default 2.</summary>
    [Range(1, Size2D.Max)]
    [DefaultValue(2)]
    public int PoolSize { get; init; } = 2;

    /// <summary>Step of the window. Default: its size.</summary>
    [Range(1, Size2D.Max)]
    public int? Stride { get; init; }

    /// <summary>"valid", "same", "causal", or steps on each side. Default valid: an incomplete window at the end is dropped.</summary>
    public Padding1D Padding { get; init; } = Padding1D.Valid;
}

/// <summary>Mean of each window of a series, per channel: [time, channels] to [time', channels]. Padding and steps behind a row's own length do not count.</summary>
public sealed record AveragePool1DLayer : LayerSpec
{
    /// <summary>Steps of the window. Default 2.</summary>
    [Range(1, Size2D.Max)]
    [DefaultValue(2)]
    public int PoolSize { get; init; } = 2;

    /// <summary>Step of the window. Default: its size.</summary>
    [Range(1, Size2D.Max)]
    public int? Stride { get; init; }

    /// <summary>"valid", "same", "causal", or steps on each side. Default valid: an incomplete window at the end is dropped.</summary>
    public Padding1D Padding { get; init; } = Padding1D.Valid;
}
