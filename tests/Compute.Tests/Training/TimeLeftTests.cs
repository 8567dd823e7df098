using TrainingService.Compute.Tests.Support;
using TrainingService.Compute.Training;
using TrainingService.Contracts.Specs;

namespace TrainingService.Compute.Tests.Training;

public sealed class TimeLeftTests
{
    [Fact]
    public void Nothing_is_said_before_five_stretches_of_steps_are_known()
    {
        var left = new TimeLeft();
        for (var step = 0; step < TimeLeft.Needed - 1; step++) left.Step(0.2);
        Assert.Null(left.Of(100, 1000, evaluates: false));
        left.Step(0.2);
        var range = left.Of(100, 1000, evaluates: false)!.Value;
        Assert.Equal((20, 20, 20), (Math.Round(range.Low, 9), Math.Round(range.Likely, 9), Math.Round(range.High, 9)));
    }

    [Fact]
    public void The_range_is_as_wide_as_recent_steps_differ()
    {
        var left = new TimeLeft();
        for (var step = 0; step < 40; step++) left.Step(step % 4 == 0 ? 0.4 : step % 4 == 1 ? 0.1 : 0.2);
        var range = left.Of(10, 1000, evaluates: false)!.Value;
        Assert.Equal((1, 2, 4), (Math.Round(range.Low, 6), Math.Round(range.Likely, 6), Math.Round(range.High, 6)));
    }

    [Fact]
    public void What_an_evaluation_takes_is_not_guessed_before_one_was_seen()
    {
        var left = new TimeLeft();
        for (var step = 0; step < 10; step++) left.Step(0.2);
        Assert.Null(left.Of(10, 10, evaluates: true));
        left.Evaluation(1);
        left.EpochEnded(10);
        Assert.Equal(3, left.Of(10, 10, evaluates: true)!.Value.Likely, 6);
    }

    [Fact]
    public void Once_five_epochs_have_ended_they_are_what_counts_and_old_ones_are_forgotten()
    {
        var left = new TimeLeft();
        for (var epoch = 0; epoch < 60; epoch++)
        {
            left.Step(epoch < 20 ? 100 : 2);
            left.Evaluation(1);
            left.EpochEnded(1);
        }

        Assert.Equal((9, 9, 9), left.Of(3, 1, evaluates: true)!.Value);
    }

    [Fact]
    public void An_epoch_taken_up_in_its_middle_is_no_measure()
    {
        var left = new TimeLeft();
        for (var epoch = 0; epoch < TimeLeft.Needed; epoch++)
        {
            left.Step(0.01);
            left.EpochEnded(100);
        }

        Assert.Null(left.Of(100, 100, evaluates: false));
    }

    [Fact]
    public void A_run_shows_no_range_at_first_then_one_around_its_estimate_and_none_left_at_the_end()
    {
        var data = Make.Stripes();
        var spec = Make.Spec(Make.ConvNet()) with { Training = new TrainingSpec { Epochs = 12, BatchSize = new BatchSize(16) } };
        using var run = new TrainingRun(Make.Plan(spec, data), data);
        run.Advance();
        Assert.Null(run.Progress.EtaLowSeconds);
        Assert.Null(run.Progress.EtaHighSeconds);
        while (run.EpochsDone < 8) run.Advance();
        var progress = run.Progress;
        Assert.InRange(progress.EtaSeconds!.Value, progress.EtaLowSeconds!.Value, progress.EtaHighSeconds!.Value);
        Assert.True(progress.EtaLowSeconds > 0);
        while (run.Advance().Kind is not AdvanceKind.Finished)
        {
        }

        Assert.Equal((0, 0, 0), (run.Progress.EtaLowSeconds, run.Progress.EtaSeconds, run.Progress.EtaHighSeconds));
    }
}
