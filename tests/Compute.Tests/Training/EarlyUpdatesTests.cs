using TrainingService.Compute.Data;
using TrainingService.Compute.Tests.Support;
using TrainingService.Compute.Training;
using TrainingService.Contracts.Specs;
using TrainingService.Contracts.Specs.Layers;
using TrainingService.Contracts.Specs.Optimizers;

namespace TrainingService.Compute.Tests.Training;

/// <summary>Weights of large dense layers, which change in the calls that compute their gradients.</summary>
public sealed class EarlyUpdatesTests
{
    /// <summary>The large layer's weights, by their number.</summary>
    private const int Large = 2;

    public static TheoryData<string> Optimizers => [.. All.Keys];

    private static readonly Dictionary<string, OptimizerSpec> All = new()
    {
        ["sgd"] = new SgdOptimizer { LearningRate = 0.05 },
        ["nesterov"] = new SgdOptimizer { LearningRate = 0.05, Momentum = 0.9, Nesterov = true },
        ["adamw"] = new AdamWOptimizer { ClipValue = 0.001 },
        ["nadam"] = new NadamOptimizer(),
    };

    /// <param name="name">The optimizer.</param>
    [Theory]
    [MemberData(nameof(Optimizers))]
    public void Weights_that_change_with_their_gradient_end_with_the_bits_of_an_update_after_it(string name) =>
        AssertSameAsLate(Spec(256, 1024, 1024) with { Optimizer = All[name], Regularization = new RegularizationSpec { L2 = 0.001 } }, Make.Stripes(340), 1, 2);

    [Theory]
    [InlineData(256, 340, 512, 2304)] // Rows too long to be kept aside, a last batch of 16.
    [InlineData(256, 570, 1024, 1000)] // A last batch of 200, whose gradient is updated in a call of its own.
    [InlineData(100, 340, 1024, 1000)] // Not by Strassen's method.
    public void So_they_do_with_batches_and_layers_of_any_size(int batch, int rows, int inputs, int outputs) =>
        AssertSameAsLate(Spec(batch, inputs, outputs), Make.Stripes(rows), 2);

    [Fact]
    public void Clipping_by_norm_and_accumulation_wait_for_all_gradients()
    {
        var (spec, data) = (Spec(256, 1024, 1024), Make.Stripes(340));
        Assert.True(Make.Plan(spec, data).EarlyUpdates.Has(Large));
        Assert.False(Make.Plan(spec, data).EarlyUpdates.Has(0));
        Assert.False(Make.Plan(spec with { Optimizer = new SgdOptimizer { ClipNorm = 1 } }, data).EarlyUpdates.Has(Large));
        Assert.False(Make.Plan(spec with { Training = spec.Training with { Accumulation = 2 } }, data).EarlyUpdates.Has(Large));
    }

    [Fact]
    public void A_loss_that_is_not_finite_leaves_the_weights_as_they_were()
    {
        var data = Make.Stripes(340);
        using var run = new TrainingRun(Make.Plan(Spec(256, 1024, 1024), data), data);
        Assert.Equal(AdvanceKind.Batch, run.Advance().Kind);
        run.Parameter(0).Fill(1e38f);
        run.ParametersChanged();
        var before = run.Parameter(Large).ToArray();
        var advance = run.Advance();
        Assert.Equal("non_finite_loss", advance.Failure?.Code);
        Assert.Equal(before, run.Parameter(Large).ToArray());
    }

    private static RunSpec Spec(int batch, int inputs, int outputs) => Make.Spec(
        new FlattenLayer(), new DenseLayer { Units = inputs, Activation = Activation.Relu }, new DenseLayer { Units = outputs, Activation = Activation.Relu }, new DenseLayer { Units = 4 }) with
    {
        Training = new TrainingSpec { Epochs = 2, BatchSize = new BatchSize(batch) },
    };

    /// <summary>Against the same run with a limit of the gradient's norm that is never reached.</summary>
    private static void AssertSameAsLate(RunSpec spec, Dataset data, params int[] threads)
    {
        var late = spec with { Optimizer = spec.Optimizer with { ClipNorm = 1e30 } };
        Assert.True(Make.Plan(spec, data).EarlyUpdates.Has(Large));
        var expected = Trained.Of(late, data, 1).Result;
        foreach (var count in threads) Assert.Equal(expected.WeightsSha256, Trained.Of(spec, data, count).Result.WeightsSha256);
    }
}
