using TrainingService.Contracts.Specs.Metrics;
using TrainingService.Contracts.Specs.Schedules;

namespace TrainingService.Compute.Training.Schedules;

/// <summary>Watches one metric and lowers the learning rate when it no longer improves. Its state is four numbers, kept in checkpoints.</summary>
internal sealed class Plateau(ReduceOnPlateauSchedule spec)
{
    private readonly bool lowerIsBetter = MetricDirection.LowerIsBetter(spec.Monitor, spec.Mode);

    /// <summary>What the learning rate is multiplied by.</summary>
    public double Factor { get; private set; } = 1;

    private double best = double.NaN;
    private int waited;
    private int cooldown;

    /// <summary>Takes an epoch's metrics.</summary>
    public void Observe(IReadOnlyDictionary<string, double> metrics)
    {
        var value = metrics[spec.Monitor];
        var gain = lowerIsBetter ? best - value : value - best;
        var improved = double.IsNaN(best) ? !double.IsNaN(value) : gain > spec.MinDelta;
        if (improved) best = value;
        if (cooldown > 0)
        {
            cooldown--;
            waited = 0;
            return;
        }

        waited = improved ? 0 : waited + 1;
        if (waited < spec.Patience) return;
        Factor *= spec.Factor;
        (waited, cooldown) = (0, spec.Cooldown);
    }

    /// <summary>Writes the state.</summary>
    public void Save(BinaryWriter writer)
    {
        writer.Write(Factor);
        writer.Write(best);
        writer.Write(waited);
        writer.Write(cooldown);
    }

    /// <summary>Reads what <see cref="Save"/> wrote.</summary>
    public void Restore(BinaryReader reader)
    {
        Factor = reader.ReadDouble();
        best = reader.ReadDouble();
        waited = reader.ReadInt32();
        cooldown = reader.ReadInt32();
    }
}
