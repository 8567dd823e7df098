using TrainingService.Contracts.Reading.Names;
using TrainingService.Contracts.Specs;
using TrainingService.Contracts.Specs.Optimizers;
using TrainingService.Contracts.Specs.Schedules;
using TrainingService.Contracts.Validation;

namespace TrainingService.Compute.Specs;

/// <summary>Checks what belongs to the optimizer alone, and that monitored metrics are there.</summary>
internal static class MonitorChecks
{
    /// <summary>Reports whatever does not go together.</summary>
    public static void Run(RunSpec spec, ICollection<SpecError> errors)
    {
        if (spec.Optimizer is SgdOptimizer { Nesterov: true, Momentum: 0 })
            errors.Add(new SpecError("#/optimizer/nesterov", "conflict", "Nesterov looks ahead along the momentum, but momentum is 0.", "a momentum above 0, such as 0.9"));
        if (spec.Training?.EarlyStopping?.Monitor is { } monitor) Check(spec, monitor, "#/training/early_stopping/monitor", errors);
        switch (spec.Optimizer?.Schedule)
        {
            case ReduceOnPlateauSchedule { Monitor: { } watched }:
                Check(spec, watched, "#/optimizer/schedule/monitor", errors);
                break;
            case MultiStepSchedule { Milestones: { } milestones } when !milestones.SequenceEqual(milestones.Distinct().Order()):
                errors.Add(new SpecError(
                    "#/optimizer/schedule/milestones", "wrong_order", $"The milestones are {string.Join(", ", milestones)}.", "epochs in ascending order, each once"));
                break;
        }
    }

    private static void Check(RunSpec spec, string monitor, string pointer, ICollection<SpecError> errors)
    {
        List<string> available = [.. MetricNames.OfEpoch(spec)];
        if (available.Contains(monitor)) return;
        var hint = monitor.StartsWith("val_", StringComparison.Ordinal) && spec.Dataset?.Validation is null
            ? " Metrics that begin with val_ need dataset.validation." : "";
        errors.Add(new SpecError(
            pointer, "unknown_metric", $"This run has no metric \"{monitor}\".{hint}",
            $"one of {string.Join(", ", available)}", Suggest.Nearest(monitor, available)));
    }
}
