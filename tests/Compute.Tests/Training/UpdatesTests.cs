using TrainingService.Compute.Data;
using TrainingService.Compute.Tests.Support;
using TrainingService.Compute.Training;
using TrainingService.Contracts.Runs;
using TrainingService.Contracts.Specs;
using TrainingService.Contracts.Specs.Layers;
using TrainingService.Contracts.Specs.Optimizers;
using TrainingService.Contracts.Specs.Schedules;

namespace TrainingService.Compute.Tests.Training;

/// <summary>Accumulation, clipping, schedules and penalties within whole runs.</summary>
public sealed class UpdatesTests
{
    private static readonly Dataset Data = Make.Stripes();

    public static TheoryData<string> Optimizers => [.. All.Keys];

    private static readonly Dictionary<string, OptimizerSpec> All = new()
    {
        ["sgd"] = new SgdOptimizer { Momentum = 0.9, Nesterov = true, Schedule = new StepSchedule { Every = 1, Factor = 0.5 } },
        ["adagrad"] = new AdaGradOptimizer { Schedule = new CosineSchedule(), InitialAccumulator = 0.1 },
        ["rmsprop"] = new RmsPropOptimizer { Centered = true, Momentum = 0.5, WarmupSteps = 7 },
        ["adam"] = new AdamOptimizer { Schedule = new OneCycleSchedule(), ClipNorm = 0.1 },
        ["adamw"] = new AdamWOptimizer { ClipValue = 0.01, Schedule = new ReduceOnPlateauSchedule { Monitor = "loss", Patience = 1, MinDelta = 10 } },
        ["nadam"] = new NadamOptimizer { Schedule = new ExponentialSchedule() },
    };

    [Theory]
    [MemberData(nameof(Optimizers))]
    public void Every_optimizer_with_its_schedule_resumes_to_the_same_bits_after_any_portion(string name)
    {
        var spec = Spec(All[name]) with { Training = new TrainingSpec { Epochs = 3, BatchSize = new BatchSize(16), Accumulation = 3 } };
        var plan = Make.Plan(spec, Data);
        var unbroken = Train(spec);
        var epochs = new List<EpochReport>();
        var run = new TrainingRun(plan, Data);
        while (true)
        {
            var advance = run.Advance();
            if (advance.Epoch is { } epoch) epochs.Add(epoch);
            if (advance.Result is { } result)
            {
                Assert.Equal(unbroken.Result.WeightsSha256, result.WeightsSha256);
                Assert.Equal(unbroken.Epochs.Select(e => e.Metrics["learning_rate"]), epochs.Select(e => e.Metrics["learning_rate"]));
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
    public void A_full_batch_equals_accumulation_over_its_parts()
    {
        // 162 rows: ten parts of 16 and a last one of 2, whose rows count as much as the others'.
        var whole = Weights(Spec(new SgdOptimizer { LearningRate = 0.1 }) with { Training = new TrainingSpec { Epochs = 3, BatchSize = BatchSize.Full } });
        var parts = Weights(Spec(new SgdOptimizer { LearningRate = 0.1 }) with { Training = new TrainingSpec { Epochs = 3, BatchSize = new BatchSize(16), Accumulation = 11 } });
        var alone = Weights(Spec(new SgdOptimizer { LearningRate = 0.1 }) with { Training = new TrainingSpec { Epochs = 3, BatchSize = new BatchSize(16) } });
        Assert.True(Distance(whole, parts) < 2e-6, $"{Distance(whole, parts)}");
        Assert.True(Distance(whole, alone) > 1e-3);
    }

    [Fact]
    public void The_last_group_of_an_epoch_may_be_smaller_and_still_counts_as_an_update()
    {
        var spec = Spec(new SgdOptimizer { Schedule = new ExponentialSchedule { Factor = 0.5 } }) with
        {
            Training = new TrainingSpec { Epochs = 2, BatchSize = new BatchSize(16), Accumulation = 4 },
        };
        Assert.Equal(3, Make.Plan(spec, Data).UpdatesPerEpoch);
        Assert.Equal([0.01, 0.005], Train(spec).Epochs.Select(epoch => epoch.Metrics["learning_rate"]));
    }

    [Fact]
    public void The_plan_states_the_memory_of_accumulation_too()
    {
        var plan = Make.Plan(Spec(new RmsPropOptimizer { Centered = true, Momentum = 0.9 }) with { Training = new TrainingSpec { Accumulation = 2 } }, Data);
        using var run = new TrainingRun(plan, Data);
        Assert.Equal(plan.Describe().Memory.Total, run.AllocatedBytes);
    }

    [Fact]
    public void Clipping_by_norm_shortens_every_longer_step_to_its_length_and_reports_the_norm_before()
    {
        var spec = Spec(new SgdOptimizer { LearningRate = 1, ClipNorm = 1e-3 }) with { Training = new TrainingSpec { Epochs = 1, BatchSize = BatchSize.Full } };
        var plan = Make.Plan(spec, Data);
        using var run = new TrainingRun(plan, Data);
        var before = Snapshot(run, plan.Network.Parameters.Count);
        EpochReport? epoch = null;
        while (epoch is null) epoch = run.Advance().Epoch;
        var after = Snapshot(run, plan.Network.Parameters.Count);
        Assert.Equal(1e-3, Distance(before, after), 1e-6);
        var norm = Math.Sqrt(Enumerable.Range(0, plan.Network.Parameters.Count).Sum(p => run.Gradient(p).ToArray().Sum(g => (double)g * g)));
        Assert.Equal(norm, epoch.Metrics["gradient_norm"], 1e-5 * norm);
        Assert.True(norm > 0.01);
    }

    [Fact]
    public void Proximal_L1_gives_exact_zeros_and_reports_their_share_and_the_subgradient_does_not()
    {
        RunSpec With(bool proximal) => Spec(new SgdOptimizer { LearningRate = 0.1 }) with
        {
            Regularization = new RegularizationSpec { L1 = 0.02, Proximal = proximal },
            Training = new TrainingSpec { Epochs = 8, BatchSize = new BatchSize(16) },
        };
        var (result, epochs) = Train(With(true));
        Assert.InRange(result.Sparsity!.Value, 0.3, 0.999);
        Assert.Equal(result.Sparsity, epochs[^1].Metrics["sparsity"]);
        Assert.Equal([0, 1], result.LayerSparsity!.Select(layer => layer.Layer));
        Assert.Equal([64 * 16, 16 * 4], result.LayerSparsity!.Select(layer => layer.Weights));
        Assert.Equal(result.Sparsity!.Value, result.LayerSparsity!.Sum(layer => layer.Share * layer.Weights) / (64 * 16 + 16 * 4), 1e-12);
        Assert.True(result.TestMetrics["test_accuracy"] > 0.9, $"{result.TestMetrics["test_accuracy"]}");
        Assert.True(Train(With(false)).Result.Sparsity < 0.01);
        Assert.Null(Train(Spec(new SgdOptimizer())).Result.Sparsity);
    }

    [Fact]
    public void A_layers_own_penalty_takes_the_place_of_the_global_one_and_biases_have_none_unless_asked()
    {
        LayerSpec[] layers = [new DenseLayer { Units = 8, L2 = 5, L1 = 0 }, new DenseLayer { Units = 4 }];
        var spec = Make.Spec(layers) with { Regularization = new RegularizationSpec { L1 = 0.5, L2 = 0.25 } };
        var penalties = Make.Plan(spec, Data).Penalties;
        var parameters = Make.Plan(spec, Data).Network.Parameters;
        Assert.Equal((0f, 5f), (penalties.Of(parameters[0]).L1, penalties.Of(parameters[0]).L2));
        Assert.Equal((0.5f, 0.25f), (penalties.Of(parameters[2]).L1, penalties.Of(parameters[2]).L2));
        Assert.Equal((0f, 0f), (penalties.Of(parameters[3]).L1, penalties.Of(parameters[3]).L2));
        var all = Make.Plan(spec with { Regularization = spec.Regularization with { IncludeBiases = true } }, Data).Penalties;
        Assert.Equal((0.5f, 0.25f), (all.Of(parameters[3]).L1, all.Of(parameters[3]).L2));
    }

    private static RunSpec Spec(OptimizerSpec optimizer) =>
        Make.Spec(new DenseLayer { Units = 16, Activation = Activation.Tanh }, new DenseLayer { Units = 4 }) with { Optimizer = optimizer };

    private static float[] Weights(RunSpec spec)
    {
        var plan = Make.Plan(spec, Data);
        using var run = new TrainingRun(plan, Data);
        while (run.Advance().Kind != AdvanceKind.Finished) { }
        return Snapshot(run, plan.Network.Parameters.Count);
    }

    private static float[] Snapshot(TrainingRun run, int parameters) => [.. Enumerable.Range(0, parameters).SelectMany(p => run.Parameter(p).ToArray())];

    private static double Distance(float[] a, float[] b) => Math.Sqrt(a.Zip(b, (x, y) => (double)(x - y) * (x - y)).Sum());

    private static (RunResult Result, List<EpochReport> Epochs) Train(RunSpec spec) => Trained.Of(spec, Data);
}
