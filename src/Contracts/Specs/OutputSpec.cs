using System.ComponentModel;
using System.ComponentModel.DataAnnotations;
using TrainingService.Contracts.Specs.Losses;
using TrainingService.Contracts.Specs.Metrics;

namespace TrainingService.Contracts.Specs;

/// <summary>One of several outputs of a network, with a loss of its own. The training objective is the weighted sum of the outputs' losses.</summary>
public sealed record OutputSpec
{
    /// <summary>A name for its metrics: `NAME_loss`, `NAME_accuracy`, `val_NAME_loss` and so on. Default: the layer's id, or `output`.</summary>
    [RegularExpression("^[A-Za-z_][A-Za-z0-9_-]{0,63}$")]
    public string? Name { get; init; }

    /// <summary>Id of the layer whose output is compared. Default: the last layer.</summary>
    [StringLength(64, MinimumLength = 1)]
    public string? Layer { get; init; }

    /// <summary>Field of the data it is compared with: a target, or an input that is to be rebuilt (auto-encoders). Default: the first target.</summary>
    [StringLength(100, MinimumLength = 1)]
    public string? Target { get; init; }

    /// <summary>What is minimized.</summary>
    public required LossSpec Loss { get; init; }

    /// <summary>Factor of this loss in the objective. Default 1.</summary>
    [Range(0.0, 1e6)]
    [DefaultValue(1.0)]
    public double Weight { get; init; } = 1;

    /// <summary>Scores reported beside the loss. Default: none.</summary>
    [MaxLength(16)]
    public IReadOnlyList<MetricSpec> Metrics { get; init; } = [];
}
