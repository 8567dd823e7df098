using System.Diagnostics;
using TrainingService.Compute.Data;
using TrainingService.Compute.Specs;
using TrainingService.Compute.Training;
using TrainingService.Contracts.Specs;
using TrainingService.Contracts.Specs.Datasets;
using TrainingService.Contracts.Specs.Layers;
using TrainingService.Contracts.Specs.Losses;
using TrainingService.Contracts.Validation;

namespace TrainingService.DataBench;

/// <summary>Trains on data at hand.</summary>
internal sealed class Trainer(LossSpec loss, IReadOnlyList<LayerSpec> layers, int batch, int threads)
{
    /// <summary>Steps of one epoch, or fewer; the seconds they took and the last loss.</summary>
    public (int Rows, double Seconds, double Loss) Run(Dataset data, int steps = int.MaxValue)
    {
        var spec = new RunSpec
        {
            Dataset = new DatasetSpec { Name = data.Description.Name },
            Model = new ModelSpec { Layers = layers },
            Loss = loss,
            Training = new TrainingSpec { Epochs = 1, BatchSize = new BatchSize(batch) },
        };
        var errors = new List<SpecError>();
        var plan = RunPlan.Compile(spec, data.Description, errors) ?? throw new InvalidOperationException(string.Join("\n", errors));
        using var run = new TrainingRun(plan, data, new ComputeOptions { Threads = threads });
        var wanted = (int)Math.Min(steps, run.Progress.Batches);
        var watch = Stopwatch.StartNew();
        while (run.Step < wanted)
        {
            if (run.Advance() is { Kind: AdvanceKind.Diverged } advance) throw new InvalidOperationException(advance.Failure!.ToString());
        }

        return (Math.Min(wanted * batch, data.Description.TrainingRows), watch.Elapsed.TotalSeconds, run.Progress.Loss ?? double.NaN);
    }
}
