using System.ComponentModel;
using System.ComponentModel.DataAnnotations;

namespace TrainingService.Contracts.Specs.Losses;

/// <summary>Mean squared error (L2), averaged over the outputs of a row: (z - t)². With class labels the targets are one-hot.</summary>
public sealed record MeanSquaredErrorLoss : LossSpec;

/// <summary>Mean absolute error (L1), averaged over the outputs of a row: |z - t|.</summary>
public sealed record MeanAbsoluteErrorLoss : LossSpec;

/// <summary>Huber loss (1964), averaged over the outputs of a row: d² / 2 for |d| ≤ delta, else delta · (|d| - delta / 2), d = z - t. As PyTorch's HuberLoss.</summary>
public sealed record HuberLoss : LossSpec
{
    /// <summary>Where the square passes into the line. Default 1.</summary>
    [Range(1e-6, 1e6)]
    [DefaultValue(1.0)]
    public double Delta { get; init; } = 1;
}

/// <summary>Log-cosh, averaged over the outputs of a row: log cosh(z - t): a square near 0, a line far out.</summary>
public sealed record LogCoshLoss : LossSpec;
