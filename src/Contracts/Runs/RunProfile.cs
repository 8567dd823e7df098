namespace TrainingService.Contracts.Runs;

/// <summary>Where the time of a run's training steps goes, from steps sampled while it trained.</summary>
public sealed record RunProfile
{
    /// <summary>What computed it, such as `cpu/avx2`.</summary>
    public required string Device { get; init; }

    /// <summary>Threads that computed.</summary>
    public required int Threads { get; init; }

    /// <summary>Rows of a step.</summary>
    public required int Batch { get; init; }

    /// <summary>Steps that were timed call by call; the others cost nothing.</summary>
    public required long SampledSteps { get; init; }

    /// <summary>Milliseconds of a step, mean over those sampled: the sum of the parts below.</summary>
    public required double StepMs { get; init; }

    /// <summary>Fetching the rows and changing them (augmentation of the batch included).</summary>
    public required double InputMs { get; init; }

    /// <summary>All layers forward.</summary>
    public required double ForwardMs { get; init; }

    /// <summary>Losses and their gradients.</summary>
    public required double LossMs { get; init; }

    /// <summary>All layers backward.</summary>
    public required double BackwardMs { get; init; }

    /// <summary>The optimizer, and the weights packed anew for the kernels. Large dense layers are updated in their backward pass.</summary>
    public required double UpdateMs { get; init; }

    /// <summary>10⁹ floating-point operations per second of the products (convolutions, dense, recurrent and attention layers) over the whole step.</summary>
    public required double Gflops { get; init; }

    /// <summary>What this machine's cores can multiply and add at most with these threads, measured when the profile was made.</summary>
    public required double PeakGflops { get; init; }

    /// <summary>gflops / peak_gflops.</summary>
    public required double ShareOfPeak { get; init; }

    /// <summary>The layers, in the spec's order.</summary>
    public required IReadOnlyList<LayerProfile> Layers { get; init; }
}

/// <summary>A layer's part of a step.</summary>
/// <param name="Layer">Its place in `model/layers`.</param>
/// <param name="Type">Its type.</param>
/// <param name="Id">Its id, if it has one.</param>
/// <param name="ForwardMs">Milliseconds forward.</param>
/// <param name="BackwardMs">Milliseconds backward.</param>
/// <param name="Share">Share of the step's time.</param>
/// <param name="ShareOfPeak">Operations of its products in that time, against what the cores can do; null for layers without products, whose limit is memory.</param>
public sealed record LayerProfile(int Layer, string Type, string? Id, double ForwardMs, double BackwardMs, double Share, double? ShareOfPeak);
