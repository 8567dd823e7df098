using TrainingService.Compute.Cpu.Simd;
using TrainingService.Compute.Data;
using TrainingService.Compute.Specs;
using TrainingService.Compute.Tests.Support;
using TrainingService.Compute.Training;
using TrainingService.Contracts.Runs;
using TrainingService.Contracts.Specs;
using TrainingService.Contracts.Specs.Optimizers;
using TrainingService.Contracts.Validation;

namespace TrainingService.Compute.Tests.Training;

public sealed class TrainingRunTests
{
    private static readonly Dataset Data = Make.Stripes();

    [Fact]
    public void A_network_of_every_op_learns()
    {
        var (result, epochs) = Train(Make.Spec(Make.ConvNet()) with { Training = new TrainingSpec { Epochs = 12, BatchSize = new BatchSize(16) } });
        Assert.True(result.TestMetrics["test_accuracy"] > 0.95, $"{result.TestMetrics["test_accuracy"]}");
        Assert.True(epochs[^1].Metrics["val_loss"] < epochs[0].Metrics["val_loss"]);
        Assert.Equal(61, result.ConfusionMatrix!.Sum(row => row.Sum()));
        Assert.Equal("completed", result.StopReason);
    }

    [Theory]
    [InlineData(2)]
    [InlineData(5)]
    public void Any_number_of_threads_gives_the_same_bits(int threads)
    {
        var spec = Make.Spec(Make.ConvNet());
        Assert.Equal(Train(spec, 1).Result.WeightsSha256, Train(spec, threads).Result.WeightsSha256);
    }

    [Fact]
    public void Another_seed_gives_other_weights()
    {
        var spec = Make.Spec(Make.ConvNet());
        Assert.NotEqual(Train(spec).Result.WeightsSha256, Train(spec with { Seed = 43 }).Result.WeightsSha256);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void A_run_saved_and_restored_after_any_portion_ends_with_the_same_bits(bool earlyStopping)
    {
        var spec = Make.Spec(Make.ConvNet()) with { Optimizer = new SgdOptimizer { Momentum = 0.9 } };
        if (earlyStopping) spec = spec with { Training = spec.Training with { EarlyStopping = new EarlyStoppingSpec { Patience = 1 } } };
        var plan = Make.Plan(spec, Data);
        var unbroken = Train(spec);
        var run = new TrainingRun(plan, Data);
        var epochs = new List<EpochReport>();
        for (var portions = 0; ; portions++)
        {
            var advance = run.Advance();
            if (advance.Epoch is { } epoch) epochs.Add(epoch);
            if (advance.Result is { } result)
            {
                Assert.True(portions > 30);
                Assert.Equal(unbroken.Result.WeightsSha256, result.WeightsSha256);
                Assert.Equal(unbroken.Epochs.Select(e => e.Metrics["val_loss"]), epochs.Select(e => e.Metrics["val_loss"]));
                Assert.Equal(unbroken.Result.TestMetrics, result.TestMetrics);
                run.Dispose();
                return;
            }

            using var state = new MemoryStream();
            run.Save(state);
            run.Dispose();
            state.Position = 0;
            run = new TrainingRun(plan, Data);
            run.Restore(state);
        }
    }

    [Fact]
    public void A_training_step_allocates_nothing()
    {
        using var run = new TrainingRun(Make.Plan(Make.Spec(Make.ConvNet()) with { Training = new TrainingSpec { Epochs = 50, BatchSize = new BatchSize(16) } }, Data), Data);
        while (run.Advance().Kind != AdvanceKind.EpochEnded) { }
        while (run.Advance().Kind != AdvanceKind.EpochEnded) { }
        var before = GC.GetAllocatedBytesForCurrentThread();
        for (var batch = 0; batch < 11; batch++) Assert.True(run.Advance().Kind == AdvanceKind.Batch);
        Assert.Equal(0, GC.GetAllocatedBytesForCurrentThread() - before);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void The_plan_states_exactly_the_memory_that_is_allocated(bool earlyStopping)
    {
        var spec = Make.Spec(Make.ConvNet());
        if (earlyStopping) spec = spec with { Training = spec.Training with { EarlyStopping = new EarlyStoppingSpec() } };
        var plan = Make.Plan(spec, Data);
        using var run = new TrainingRun(plan, Data);
        Assert.Equal(plan.Describe().Memory.Total, run.AllocatedBytes);
    }

    [Fact]
    public void Instruction_sets_agree_up_to_rounding()
    {
        var spec = Make.Spec(Make.ConvNet()) with { Training = new TrainingSpec { Epochs = 1, BatchSize = new BatchSize(16) } };
        var losses = InstructionSets.Supported.Select(set =>
        {
            using var run = new TrainingRun(RunPlan.Compile(spec, Data.Description, new List<SpecError>(), set)!, Data);
            return Trained.ToEnd(run).Epochs[0].Metrics["val_loss"];
        }).ToList();
        Assert.All(losses, loss => Assert.Equal(losses[0], loss, 1e-4));
    }

    [Fact]
    public void Early_stopping_ends_with_the_weights_of_the_best_epoch()
    {
        var spec = Make.Spec(Make.ConvNet()) with
        {
            Optimizer = new AdamOptimizer { LearningRate = 0.05 },
            Training = new TrainingSpec { Epochs = 60, BatchSize = new BatchSize(16), EarlyStopping = new EarlyStoppingSpec { Patience = 3 } },
        };
        var (result, epochs) = Train(spec);
        Assert.Equal("early_stopping", result.StopReason);
        Assert.Equal(epochs.MinBy(e => e.Metrics["val_loss"])!.Epoch, result.BestEpoch);
        var untilBest = Train(spec with { Training = spec.Training with { Epochs = result.BestEpoch, EarlyStopping = null } });
        Assert.Equal(untilBest.Result.WeightsSha256, result.WeightsSha256);
    }

    [Fact]
    public void A_diverging_run_ends_with_the_step_and_a_remedy()
    {
        var spec = Make.Spec(Make.ConvNet()) with { Optimizer = new SgdOptimizer { LearningRate = 1000, Momentum = 0.9 } };
        var layers = spec.Model.Layers.Where(layer => layer is not Contracts.Specs.Layers.DropoutLayer).ToArray();
        using var run = new TrainingRun(Make.Plan(spec with { Model = new ModelSpec { Layers = [.. layers.Select(Linear)] } }, Data), Data);
        Advance advance;
        do advance = run.Advance();
        while (advance.Kind is not (AdvanceKind.Diverged or AdvanceKind.Finished));
        Assert.Equal(AdvanceKind.Diverged, advance.Kind);
        Assert.Equal("non_finite_loss", advance.Failure!.Code);
        Assert.Contains("learning_rate 100", advance.Failure.Detail, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(7)]
    [InlineData(163)]
    [InlineData(null)]
    public void Any_batch_size_trains_on_every_row_once_an_epoch(int? rows)
    {
        var spec = Make.Spec(Make.ConvNet()) with { Training = new TrainingSpec { Epochs = 1, BatchSize = new BatchSize(rows) } };
        var plan = Make.Plan(spec, Data);
        Assert.Equal((int)Math.Ceiling(162.0 / (rows ?? 162)), plan.Describe().StepsPerEpoch);
        Assert.Single(Train(spec).Epochs);
    }

    [Fact]
    public void A_checkpoint_of_another_spec_is_refused()
    {
        var spec = Make.Spec(Make.ConvNet());
        using var first = new TrainingRun(Make.Plan(spec, Data), Data);
        using var other = new TrainingRun(Make.Plan(spec with { Seed = 1 }, Data), Data);
        using var state = new MemoryStream();
        first.Save(state);
        state.Position = 0;
        Assert.Contains("another spec", Assert.Throws<InvalidDataException>(() => other.Restore(state)).Message, StringComparison.Ordinal);
    }

    private static Contracts.Specs.Layers.LayerSpec Linear(Contracts.Specs.Layers.LayerSpec layer) => layer switch
    {
        Contracts.Specs.Layers.DenseLayer dense => dense with { Activation = Contracts.Specs.Layers.Activation.Linear },
        Contracts.Specs.Layers.Conv2DLayer conv => conv with { Activation = Contracts.Specs.Layers.Activation.Linear },
        _ => layer,
    };

    private static (RunResult Result, List<EpochReport> Epochs) Train(RunSpec spec, int threads = 2) => Trained.Of(spec, Data, threads);
}
