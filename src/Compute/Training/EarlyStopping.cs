using TrainingService.Contracts.Specs;
using TrainingService.Contracts.Specs.Metrics;

namespace TrainingService.Compute.Training;

/// <summary>Watches one metric and says when to stop. Its state is three numbers, kept in checkpoints.</summary>
internal sealed class EarlyStopping(EarlyStoppingSpec spec)
{
    private readonly bool lowerIsBetter = MetricDirection.LowerIsBetter(spec.Monitor, spec.Mode);

    /// <summary>The best value so far; NaN before the first.</summary>
    public double Best { get; set; } = double.NaN;

    /// <summary>The epoch of the best value, 0 before the first.</summary>
    public int BestEpoch { get; set; }

    /// <summary>Epochs since then.</summary>
    public int Waited { get; set; }

    /// <summary>Whether patience has run out.</summary>
    public bool ShouldStop => Waited >= spec.Patience;

    /// <summary>Takes an epoch's metrics.</summary>
    /// <returns>Whether it is the best epoch so far.</returns>
    public bool Observe(int epoch, IReadOnlyDictionary<string, double> metrics)
    {
        var value = metrics[spec.Monitor];
        var gain = lowerIsBetter ? Best - value : value - Best;
        if (double.IsNaN(Best) ? !double.IsNaN(value) : gain > spec.MinDelta)
        {
            (Best, BestEpoch, Waited) = (value, epoch, 0);
            return true;
        }

        Waited++;
        return false;
    }
}
