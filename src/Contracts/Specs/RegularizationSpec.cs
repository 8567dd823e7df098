using System.ComponentModel;
using System.ComponentModel.DataAnnotations;

namespace TrainingService.Contracts.Specs;

/// <summary>Penalties on all weight matrices and kernels (never on biases). The reported loss excludes them.</summary>
public sealed record RegularizationSpec
{
    /// <summary>Adds `l2 / 2 · Σ w²` to the objective, so `l2 · w` to the gradient (PyTorch's weight_decay of SGD and Adam). Default 0.</summary>
    [Range(0.0, 1e6)]
    [DefaultValue(0.0)]
    public double L2 { get; init; }
}
