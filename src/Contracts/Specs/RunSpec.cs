using System.ComponentModel;
using System.ComponentModel.DataAnnotations;
using TrainingService.Contracts.Specs.Datasets;
using TrainingService.Contracts.Specs.Losses;
using TrainingService.Contracts.Specs.Metrics;
using TrainingService.Contracts.Specs.Optimizers;

namespace TrainingService.Contracts.Specs;

/// <summary>Everything needed to train one model: data, network, objective, optimizer and schedule. What `POST /api/v1/runs` takes.</summary>
public sealed record RunSpec
{
    /// <summary>Who owns runs of which nobody said.</summary>
    public const string DefaultOwner = "everyone";

    /// <summary>A name for people; need not be unique. Default: made from the dataset's name.</summary>
    [StringLength(200, MinimumLength = 1)]
    public string? Name { get; init; }

    /// <summary>The data to train on and how to split it.</summary>
    public required DatasetSpec Dataset { get; init; }

    /// <summary>The network.</summary>
    public required ModelSpec Model { get; init; }

    /// <summary>The training objective of a network with one output, the last layer's. Either this or `outputs`.</summary>
    public LossSpec? Loss { get; init; }

    /// <summary>Several outputs with a loss each, or one that is compared with another field than the target (auto-encoders). Default: one, see `loss`.</summary>
    [MinLength(1)]
    [MaxLength(16)]
    public IReadOnlyList<OutputSpec>? Outputs { get; init; }

    /// <summary>Scores reported beside the loss, each epoch for training and validation and once for the test part. Default: none.</summary>
    [MaxLength(16)]
    public IReadOnlyList<MetricSpec> Metrics { get; init; } = [];

    /// <summary>How weights are updated. Default: Adam with its defaults.</summary>
    public OptimizerSpec Optimizer { get; init; } = new AdamOptimizer();

    /// <summary>Penalties on the weights. Default: none.</summary>
    public RegularizationSpec Regularization { get; init; } = new();

    /// <summary>Epochs, batch size and early stopping.</summary>
    public TrainingSpec Training { get; init; } = new();

    /// <summary>Where to train. `auto` takes the fastest device the worker has.</summary>
    [DefaultValue(DeviceKind.Auto)]
    public DeviceKind Device { get; init; } = DeviceKind.Auto;

    /// <summary>Seed of everything random: split, shuffling, initial weights, dropout. Same spec, data and seed: same bits. Default 0.</summary>
    [Range(0L, 9007199254740991L)]
    [DefaultValue(0L)]
    public long Seed { get; init; }

    /// <summary>Whose run it is. Owners with waiting runs get equal shares of the workers, however many each submits.</summary>
    [StringLength(100, MinimumLength = 1)]
    [DefaultValue(DefaultOwner)]
    public string Owner { get; init; } = DefaultOwner;

    /// <summary>Order among the owner's runs that wait: higher ones start first. Default 0.</summary>
    [Range(-100L, 100L)]
    [DefaultValue(0)]
    public int Priority { get; init; }

    /// <summary>Free labels to find the run by.</summary>
    [MaxLength(32)]
    public IReadOnlyList<string> Tags { get; init; } = [];
}
