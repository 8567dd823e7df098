using TrainingService.Compute.Runtime;
using TrainingService.Compute.Specs;
using TrainingService.Compute.Training.Schedules;

namespace TrainingService.Compute.Training;

/// <summary>Decides when the weights change and how far: groups of accumulated batches, learning rate, clipping. Its state goes into checkpoints.</summary>
internal sealed class Updater
{
    private readonly Engine engine;
    private readonly int accumulation;
    private readonly bool accumulates;
    private readonly bool isKnownBefore;
    private readonly double? clipNorm;
    private readonly LearningRates rates;
    private int inGroup;
    private double groupWeight;
    private double normSum;
    private long norms;
    private long updates;
    private double rate;

    /// <summary>Starts before the first update.</summary>
    public Updater(RunPlan plan, Engine engine)
    {
        this.engine = engine;
        accumulation = plan.Spec.Training.Accumulation;
        accumulates = plan.Accumulates;
        clipNorm = plan.Spec.Optimizer.ClipNorm;
        isKnownBefore = !accumulates && clipNorm is null;
        rates = new LearningRates(plan.Spec.Optimizer, plan.UpdatesPerEpoch, plan.Spec.Training.Epochs);
        rate = rates.At(0);
    }

    /// <summary>The rate of the last update, or of the first before it.</summary>
    public double Rate => rate;

    /// <summary>Sets what the next update is made with, where it depends on no gradient. Called when a batch's loss is known to be finite.</summary>
    public void Begin()
    {
        if (!isKnownBefore) return;
        rate = rates.At(updates);
        engine.Updates.Begin(++updates, rate, 1);
    }

    /// <summary>Takes the gradients of the batch just computed, and changes the weights when its group is complete.</summary>
    /// <param name="weight">Rows or positions that its loss is the mean of.</param>
    /// <param name="endsEpoch">Whether the group ends with it in any case.</param>
    /// <param name="sampler">Receives the time of the update, if given.</param>
    /// <returns>False when the norm of the gradients is not finite: then nothing was changed.</returns>
    public bool Take(double weight, bool endsEpoch, StepSampler? sampler = null)
    {
        if (isKnownBefore)
        {
            engine.Updates.Apply(sampler: sampler);
            return true;
        }

        if (accumulates)
        {
            engine.Updates.Accumulate(weight, starts: inGroup == 0);
            groupWeight += weight;
            if (++inGroup < accumulation && !endsEpoch) return true;
        }

        var scale = accumulates && groupWeight > 0 ? 1 / groupWeight : 1;
        (inGroup, groupWeight) = (0, 0);
        if (clipNorm is { } longest)
        {
            var norm = engine.Updates.Norm() * scale;
            if (!double.IsFinite(norm)) return false;
            normSum += norm;
            norms++;
            if (norm > longest) scale *= longest / norm;
        }

        rate = rates.At(updates);
        engine.Updates.Begin(++updates, rate, scale);
        engine.Updates.Apply(sampler: sampler);
        return true;
    }

    /// <summary>Adds `learning_rate` and, when clipping, `gradient_norm` to an epoch's metrics, and lets the schedule see them.</summary>
    public void EndEpoch(IDictionary<string, double> metrics)
    {
        metrics["learning_rate"] = rate;
        if (norms > 0) metrics["gradient_norm"] = normSum / norms;
        (normSum, norms) = (0, 0);
        rates.Plateau?.Observe(metrics.AsReadOnly());
    }

    /// <summary>Writes the state.</summary>
    public void Save(BinaryWriter writer)
    {
        writer.Write(inGroup);
        writer.Write(groupWeight);
        writer.Write(normSum);
        writer.Write(norms);
        writer.Write(updates);
        writer.Write(rate);
        rates.Plateau?.Save(writer);
    }

    /// <summary>Reads what <see cref="Save"/> wrote.</summary>
    public void Restore(BinaryReader reader)
    {
        inGroup = reader.ReadInt32();
        groupWeight = reader.ReadDouble();
        normSum = reader.ReadDouble();
        norms = reader.ReadInt64();
        updates = reader.ReadInt64();
        rate = reader.ReadDouble();
        rates.Plateau?.Restore(reader);
    }
}
