using TrainingService.Compute.Training;
using TrainingService.Contracts.Specs;

namespace TrainingService.Compute.Tests.Training;

public sealed class EarlyStoppingTests
{
    [Fact]
    public void Stops_after_patience_epochs_without_improvement_and_remembers_the_best()
    {
        var stopping = new EarlyStopping(new EarlyStoppingSpec { Monitor = "val_loss", Patience = 2 });
        Assert.Equal([true, true, false, false], Feed(stopping, "val_loss", 1.0, 0.5, 0.6, 0.55));
        Assert.True(stopping.ShouldStop);
        Assert.Equal((0.5, 2), (stopping.Best, stopping.BestEpoch));
    }

    [Fact]
    public void Accuracy_is_better_when_higher()
    {
        var stopping = new EarlyStopping(new EarlyStoppingSpec { Monitor = "val_accuracy", Patience = 2 });
        Assert.Equal([true, false, true], Feed(stopping, "val_accuracy", 0.5, 0.4, 0.6));
    }

    [Fact]
    public void A_change_within_min_delta_is_no_improvement()
    {
        var stopping = new EarlyStopping(new EarlyStoppingSpec { Monitor = "loss", Patience = 3, MinDelta = 0.1 });
        Assert.Equal([true, false, true], Feed(stopping, "loss", 1.0, 0.95, 0.8));
    }

    [Fact]
    public void Not_a_number_is_never_the_best()
    {
        var stopping = new EarlyStopping(new EarlyStoppingSpec { Monitor = "loss", Patience = 3 });
        Assert.Equal([false, true, false], Feed(stopping, "loss", double.NaN, 2.0, double.NaN));
    }

    private static bool[] Feed(EarlyStopping stopping, string metric, params double[] values) =>
        [.. values.Select((value, i) => stopping.Observe(i + 1, new Dictionary<string, double> { [metric] = value }))];
}
