namespace TrainingService.Contracts.Runs;

/// <summary>How far a run is within its epochs.</summary>
public sealed record RunProgress
{
    /// <summary>The epoch being trained, from 1.</summary>
    public required int Epoch { get; init; }

    /// <summary>Epochs asked for.</summary>
    public required int Epochs { get; init; }

    /// <summary>Batches done in this epoch.</summary>
    public required int Batch { get; init; }

    /// <summary>Batches in an epoch.</summary>
    public required int Batches { get; init; }

    /// <summary>Mean loss over the batches done in this epoch.</summary>
    public double? Loss { get; init; }

    /// <summary>Training rows per second, lately.</summary>
    public double? SamplesPerSecond { get; init; }

    /// <summary>Seconds left if all epochs are trained at the recent speed; early stopping can end sooner.</summary>
    public double? EtaSeconds { get; init; }

    /// <summary>Seconds left if all of it goes as fast as the fastest tenth of the last epochs, or stretches of steps; null until there are five of them.</summary>
    public double? EtaLowSeconds { get; init; }

    /// <summary>Seconds left if all of it goes as slowly as the slowest tenth of the last epochs, or stretches of steps; null until there are five of them.</summary>
    public double? EtaHighSeconds { get; init; }
}

/// <summary>A metric's course in three numbers. NaN points count only in <see cref="Last"/>.</summary>
/// <param name="Last">The newest value.</param>
/// <param name="Min">The smallest value.</param>
/// <param name="Max">The largest value.</param>
public sealed record MetricSummary(double Last, double Min, double Max);

/// <summary>How many of a layer's weights its L1 penalty has made exactly zero.</summary>
/// <param name="Layer">The layer's place in `model.layers`.</param>
/// <param name="Share">Share of exact zeros.</param>
/// <param name="Weights">Weights with the penalty.</param>
public sealed record LayerSparsity(int Layer, double Share, long Weights);

/// <summary>What a successful run produced.</summary>
public sealed record RunResult
{
    /// <summary>Epochs trained.</summary>
    public required int Epochs { get; init; }

    /// <summary>The epoch whose weights are kept, from 1.</summary>
    public required int BestEpoch { get; init; }

    /// <summary>`completed`, `early_stopping`, or `stopped` when somebody asked for it.</summary>
    public required string StopReason { get; init; }

    /// <summary>Loss and scores over the test part: `test_loss`, `test_accuracy`.</summary>
    public required IReadOnlyDictionary<string, double> TestMetrics { get; init; }

    /// <summary>Over the test part: row = true class, column = predicted class. Null unless asked for.</summary>
    public IReadOnlyList<IReadOnlyList<int>>? ConfusionMatrix { get; init; }

    /// <summary>Names of the classes in the order of the matrix.</summary>
    public IReadOnlyList<string>? ClassNames { get; init; }

    /// <summary>SHA-256 over all weights in order of the layers (little-endian float32): equal for two runs that came out the same to the bit.</summary>
    public required string WeightsSha256 { get; init; }

    /// <summary>Trainable parameters.</summary>
    public required long Parameters { get; init; }

    /// <summary>Whether it is healthy, overfitting, underfitting or unstable, why, and what to change.</summary>
    public RunDiagnosis? Diagnosis { get; init; }

    /// <summary>Share of exact zeros among the weights with an L1 penalty. Null when none has one.</summary>
    public double? Sparsity { get; init; }

    /// <summary>The same layer by layer, of the layers whose weights have an L1 penalty. Null when none has one.</summary>
    public IReadOnlyList<LayerSparsity>? LayerSparsity { get; init; }

    /// <summary>Bytes the plan allocated for training.</summary>
    public required long MemoryBytes { get; init; }

    /// <summary>Seconds spent in training steps and evaluation, over all attempts.</summary>
    public required double TrainingSeconds { get; init; }

    /// <summary>Training rows per second over the run, evaluation left out.</summary>
    public required double SamplesPerSecond { get; init; }

    /// <summary>The kernels used, such as `cpu/avx512`.</summary>
    public required string Device { get; init; }
}
