using TrainingService.Contracts.Specs.Optimizers;
using TrainingService.Contracts.Specs.Schedules;

namespace TrainingService.Compute.Training.Schedules;

/// <summary>The learning rate of each update: a pure function of its number, but for reduce-on-plateau, whose state is in <see cref="Plateau"/>.</summary>
/// <param name="spec">Rate, schedule and warm-up.</param>
/// <param name="updatesPerEpoch">Updates in one epoch.</param>
/// <param name="epochs">Epochs asked for.</param>
internal sealed class LearningRates(OptimizerSpec spec, int updatesPerEpoch, int epochs)
{
    private readonly double first = spec.LearningRate;

    /// <summary>The state of reduce-on-plateau, else null.</summary>
    public Plateau? Plateau { get; } = spec.Schedule is ReduceOnPlateauSchedule plateau ? new Plateau(plateau) : null;

    /// <summary>The rate of an update.</summary>
    /// <param name="update">Updates done before it.</param>
    public double At(long update)
    {
        var scheduled = spec.Schedule switch
        {
            StepSchedule step => first * Math.Pow(step.Factor, update / updatesPerEpoch / step.Every),
            MultiStepSchedule steps => first * Math.Pow(steps.Factor, Reached(steps, update / updatesPerEpoch)),
            ExponentialSchedule exponential => first * Math.Pow(exponential.Factor, update / updatesPerEpoch),
            CosineSchedule cosine => Cosine(cosine, update),
            OneCycleSchedule cycle => OneCycle(cycle, update),
            ReduceOnPlateauSchedule plateau => Math.Max(first * Plateau!.Factor, Math.Min(first, plateau.MinLearningRate)),
            _ => first,
        };
        return update + 1 < spec.WarmupSteps ? scheduled * (update + 1) / spec.WarmupSteps : scheduled;
    }

    /// <summary>A loop, as a closure would be made anew at each update.</summary>
    private static int Reached(MultiStepSchedule steps, long epoch)
    {
        var reached = 0;
        while (reached < steps.Milestones.Count && steps.Milestones[reached] <= epoch) reached++;
        return reached;
    }

    private double Cosine(CosineSchedule cosine, long update)
    {
        var length = (double)updatesPerEpoch * (cosine.RestartEvery ?? epochs);
        var place = (double)update;
        while (cosine.RestartEvery is not null && place >= length)
        {
            place -= length;
            length *= cosine.RestartMultiplier;
        }

        return Between(first, cosine.MinLearningRate, Math.Min(place / length, 1));
    }

    private double OneCycle(OneCycleSchedule cycle, long update)
    {
        // The last update of the rise has the full rate, the last of all the lowest: hence the -1.
        var (top, end) = (cycle.Rise * updatesPerEpoch * epochs - 1, (double)updatesPerEpoch * epochs - 1);
        var (start, final) = (first / cycle.StartDivisor, first / cycle.StartDivisor / cycle.EndDivisor);
        return update <= top ? Between(start, first, top <= 0 ? 1 : update / top) : Between(first, final, end <= top ? 1 : (update - Math.Max(top, 0)) / (end - Math.Max(top, 0)));
    }

    /// <summary>From one number to another along half a cosine.</summary>
    private static double Between(double from, double to, double share) => to + (from - to) * (1 + Math.Cos(Math.PI * share)) / 2;
}
