using System.ComponentModel;
using System.ComponentModel.DataAnnotations;

namespace TrainingService.Contracts.Specs;

/// <summary>Ends training when the monitored score has not improved for `patience` epochs.</summary>
public sealed record EarlyStoppingSpec
{
    /// <summary>An epoch metric, such as `loss`, `val_loss` or `val_accuracy`. Default `val_loss`.</summary>
    [DefaultValue("val_loss")]
    public string Monitor { get; init; } = "val_loss";

    /// <summary>Whether lower or higher is better; `auto` knows it from the metric. Default auto.</summary>
    [DefaultValue(MonitorMode.Auto)]
    public MonitorMode Mode { get; init; } = MonitorMode.Auto;

    /// <summary>Epochs without improvement that are waited for. Default 5.</summary>
    [Range(1, 1_000_000)]
    [DefaultValue(5)]
    public int Patience { get; init; } = 5;

    /// <summary>A change smaller than this does not count as an improvement. Default 0.</summary>
    [Range(0.0, 1e9)]
    [DefaultValue(0.0)]
    public double MinDelta { get; init; }

    /// <summary>End with the weights of the best epoch in place of the last one's. Default true.</summary>
    [DefaultValue(true)]
    public bool RestoreBest { get; init; } = true;
}
