using TrainingService.Compute.Data;
using TrainingService.Compute.Tests.Support;
using TrainingService.Compute.Training;
using TrainingService.Contracts.Runs;
using TrainingService.Contracts.Specs;
using TrainingService.Contracts.Specs.Layers;
using TrainingService.Contracts.Specs.Optimizers;

namespace TrainingService.Compute.Tests.Training;

public sealed class NonFiniteTests
{
    private static readonly Dataset Data = Make.Stripes();

    [Fact]
    public void The_verdict_names_the_layer_in_whose_output_it_began_and_the_weights_are_as_before()
    {
        var plan = Make.Plan(Spec(), Data);
        using var run = new TrainingRun(plan, Data);
        run.Parameter(2).Fill(1e38f);
        run.ParametersChanged();
        var failure = Failure(run);
        Assert.Equal("non_finite_loss", failure.Code);
        Assert.Contains("forward pass, in the output of layers/1 (dense \"middle\")", failure.Detail, StringComparison.Ordinal);
        Assert.Contains("step 1 (epoch 1, batch 1)", failure.Detail, StringComparison.Ordinal);
        Assert.All(run.Parameter(2).ToArray(), weight => Assert.Equal(1e38f, weight));
    }

    [Fact]
    public void A_value_in_the_data_is_found_with_its_row()
    {
        var features = Data.Training.Floats.ToArray();
        var poisoned = Data with { Training = DataPart.FromFloats(features, Data.Training.Labels) };
        using var run = new TrainingRun(Make.Plan(Spec() with { Dataset = Spec().Dataset with { Validation = null } }, poisoned), poisoned);

        // Standardization was learned by now, so it is this row only.
        features[37 * 64 + 5] = float.NaN;
        Assert.Contains("field \"input\", row 37 of the training part", Failure(run).Detail, StringComparison.Ordinal);
    }

    [Fact]
    public void With_clipping_a_gradient_that_is_not_finite_stops_before_the_update_and_names_the_backward_pass()
    {
        var spec = Spec() with { Optimizer = new SgdOptimizer { ClipNorm = 1 } };
        using var run = new TrainingRun(Make.Plan(spec, Data), Data);

        // The outputs of layer 1 vanish, so that the forward pass is finite; the gradient of layer 0 overflows.
        run.Parameter(0).Clear();
        run.Parameter(4).Fill(3e38f);
        for (var i = 0; i < run.Parameter(4).Length; i += 2) run.Parameter(4)[i] = -3e38f;
        run.Parameter(2).Fill(1e30f);
        run.ParametersChanged();
        var failure = Failure(run);
        Assert.Equal("non_finite_gradient", failure.Code);
        Assert.Contains("backward pass", failure.Detail, StringComparison.Ordinal);
    }

    [Fact]
    public void Weights_that_are_not_finite_are_found_at_the_end_of_the_epoch_at_the_latest()
    {
        var spec = Spec() with { Optimizer = new SgdOptimizer { LearningRate = 1e-6 }, Training = new TrainingSpec { Epochs = 2, BatchSize = BatchSize.Full } };
        using var run = new TrainingRun(Make.Plan(spec, Data), Data);
        Assert.Equal(AdvanceKind.Batch, run.Advance().Kind);
        run.Parameter(1)[0] = float.NaN;
        var failure = Failure(run);
        Assert.Equal("non_finite_weights", failure.Code);
        Assert.Contains("layers.0.bias of layers/0 (dense)", failure.Detail, StringComparison.Ordinal);
    }

    private static RunSpec Spec() => Make.Spec(
        new DenseLayer { Units = 8 }, new DenseLayer { Id = "middle", Units = 8 }, new DenseLayer { Units = 4 });

    private static RunFailure Failure(TrainingRun run)
    {
        while (true)
        {
            var advance = run.Advance();
            if (advance.Failure is { } failure) return failure;
            Assert.NotEqual(AdvanceKind.Finished, advance.Kind);
        }
    }
}
