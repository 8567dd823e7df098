using TrainingService.Compute.Tests.Support;
using TrainingService.Compute.Training;
using TrainingService.Contracts.Specs;

namespace TrainingService.Compute.Tests.Training;

public sealed class RunProfileTests
{
    [Fact]
    public void Before_the_first_sampled_step_there_is_none()
    {
        using var run = NewRun(1);
        run.Advance();
        Assert.Null(run.Profile);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    public void A_step_is_the_sum_of_its_parts_and_every_layer_has_its_share(int threads)
    {
        using var run = NewRun(threads);
        while (run.Advance().Kind != AdvanceKind.Finished)
        {
        }

        var profile = run.Profile!;
        Assert.Equal(threads, profile.Threads);
        Assert.True(profile.SampledSteps > 1);
        Assert.Equal(profile.StepMs, profile.InputMs + profile.ForwardMs + profile.LossMs + profile.BackwardMs + profile.UpdateMs, 1e-9);
        Assert.Equal(profile.ForwardMs, profile.Layers.Sum(layer => layer.ForwardMs), 1e-9);
        Assert.Equal(profile.BackwardMs, profile.Layers.Sum(layer => layer.BackwardMs), 1e-9);
        Assert.All([profile.InputMs, profile.ForwardMs, profile.LossMs, profile.BackwardMs, profile.UpdateMs], part => Assert.True(part > 0));
        Assert.InRange(profile.ShareOfPeak, double.Epsilon, 1);
        Assert.All(profile.Layers, layer => Assert.Equal(layer.Type is "conv2d" or "dense", layer.ShareOfPeak is not null));
    }

    private static TrainingRun NewRun(int threads)
    {
        var data = Make.Stripes();
        var spec = Make.Spec(Make.ConvNet()) with { Training = new TrainingSpec { Epochs = 12, BatchSize = new BatchSize(16) } };
        return new TrainingRun(Make.Plan(spec, data), data, new ComputeOptions { Threads = threads });
    }
}
