using TrainingService.Compute.Data;
using TrainingService.Compute.Training;
using TrainingService.Contracts.Runs;
using TrainingService.Contracts.Specs;

namespace TrainingService.Compute.Tests.Support;

/// <summary>Whole trainings.</summary>
internal static class Trained
{
    /// <summary>Trains a spec to its end.</summary>
    public static (RunResult Result, List<EpochReport> Epochs) Of(RunSpec spec, Dataset data, int threads = 2)
    {
        using var run = new TrainingRun(Make.Plan(spec, data), data, new ComputeOptions { Threads = threads });
        return ToEnd(run);
    }

    /// <summary>Goes on with a run to its end.</summary>
    public static (RunResult Result, List<EpochReport> Epochs) ToEnd(TrainingRun run)
    {
        var epochs = new List<EpochReport>();
        while (true)
        {
            var advance = run.Advance();
            if (advance.Epoch is { } epoch) epochs.Add(epoch);
            if (advance.Result is { } result) return (result, epochs);
            Assert.NotEqual(AdvanceKind.Diverged, advance.Kind);
        }
    }
}
