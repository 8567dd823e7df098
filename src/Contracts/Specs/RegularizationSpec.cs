using System.ComponentModel;
using System.ComponentModel.DataAnnotations;

namespace TrainingService.Contracts.Specs;

/// <summary>
/// Penalties on all weight matrices and kernels; both together are the elastic net. Biases and the scales and shifts of norm layers have none
/// unless `include_biases` is true. A layer's own `l1` and `l2` take the place of these. The reported loss excludes penalties.
/// </summary>
public sealed record RegularizationSpec
{
    /// <summary>Adds `l1 · Σ |w|` to the objective, which drives weights towards zero (Tibshirani 1996). Default 0. The metric `sparsity` tells the share of exact zeros.</summary>
    [Range(0.0, 1e6)]
    [DefaultValue(0.0)]
    public double L1 { get; init; }

    /// <summary>Adds `l2 / 2 · Σ w²` to the objective, so `l2 · w` to the gradient (PyTorch's weight_decay of SGD and Adam). Default 0.</summary>
    [Range(0.0, 1e6)]
    [DefaultValue(0.0)]
    public double L2 { get; init; }

    /// <summary>
    /// How L1 acts. True: after each step w = sign(w) · max(|w| - learning_rate · l1, 0) (proximal gradient, soft threshold), which makes weights exactly
    /// zero. False: l1 · sign(w) is added to the gradient, which leaves them near zero. Default true.
    /// </summary>
    [DefaultValue(true)]
    public bool Proximal { get; init; } = true;

    /// <summary>Penalize biases and norm parameters too; also for AdamW's weight_decay. Default false.</summary>
    [DefaultValue(false)]
    public bool IncludeBiases { get; init; }
}
