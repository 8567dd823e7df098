using TrainingService.Compute.Data;
using TrainingService.Compute.Tests.Support;
using TrainingService.Compute.Training;
using TrainingService.Contracts.Runs;
using TrainingService.Contracts.Specs;
using TrainingService.Contracts.Specs.Datasets.Augmentation;

namespace TrainingService.Compute.Tests.Training;

/// <summary>Runs that are ended, broken off or interrupted from outside.</summary>
public sealed class StoppingTests
{
    private static readonly Dataset Data = Make.Stripes();

    private static RunSpec Spec => Make.Spec(Make.ConvNet()) with { Training = new TrainingSpec { Epochs = 50, BatchSize = new BatchSize(16) } };

    [Fact]
    public void A_run_stopped_within_an_epoch_scores_what_it_has_and_says_that_it_was_stopped()
    {
        using var run = new TrainingRun(Make.Plan(Spec, Data), Data);
        while (run.EpochsDone < 1) run.Advance();
        for (var batch = 0; batch < 3; batch++) run.Advance();
        var steps = run.Step;

        run.RequestStop();
        var (result, epochs) = Drive(run);

        Assert.Equal(("stopped", 2), (result.StopReason, result.Epochs));
        // The batch at hand is finished: one more step, and no other.
        var last = Assert.Single(epochs);
        Assert.Equal((2, steps + 1), (last.Epoch, last.Step));
        Assert.Contains("val_loss", last.Metrics.Keys);
        Assert.Contains("test_accuracy", result.TestMetrics.Keys);
    }

    [Fact]
    public void A_run_stopped_between_two_epochs_reports_none_twice()
    {
        using var run = new TrainingRun(Make.Plan(Spec, Data), Data);
        while (run.EpochsDone < 2) run.Advance();
        run.RequestStop();
        var (result, epochs) = Drive(run);
        Assert.Equal(("stopped", 2), (result.StopReason, result.Epochs));
        Assert.Empty(epochs);
    }

    [Fact]
    public void A_run_stopped_before_its_first_step_trains_one_batch()
    {
        using var run = new TrainingRun(Make.Plan(Spec, Data), Data);
        run.RequestStop();
        var (result, epochs) = Drive(run);
        Assert.Equal(("stopped", 1L), (result.StopReason, Assert.Single(epochs).Step));
    }

    [Fact]
    public void A_stop_in_the_last_step_changes_nothing()
    {
        var spec = Spec with { Training = Spec.Training with { Epochs = 2 } };
        using var whole = new TrainingRun(Make.Plan(spec, Data), Data);
        var expected = Drive(whole).Result;
        using var run = new TrainingRun(Make.Plan(spec, Data), Data);
        while (run.Step < 2 * 11 - 1) run.Advance();
        run.RequestStop();
        var (result, _) = Drive(run);
        Assert.Equal(("completed", expected.WeightsSha256), (result.StopReason, result.WeightsSha256));
    }

    [Fact]
    public void A_stopped_run_keeps_its_best_weights()
    {
        var spec = Spec with { Training = Spec.Training with { EarlyStopping = new EarlyStoppingSpec { Monitor = "val_loss", Patience = 40 } } };
        using var run = new TrainingRun(Make.Plan(spec, Data), Data);
        var losses = new List<double>();
        while (run.EpochsDone < 6)
        {
            if (run.Advance().Epoch is { } epoch) losses.Add(epoch.Metrics["val_loss"]);
        }

        run.RequestStop();
        var (result, _) = Drive(run);
        Assert.Equal(1 + losses.IndexOf(losses.Min()), result.BestEpoch);
        Assert.Equal(result.BestEpoch, run.BestEpoch);
    }

    [Fact]
    public void A_stop_that_is_asked_for_again_after_a_resume_ends_the_run()
    {
        var plan = Make.Plan(Spec, Data);
        using var state = new MemoryStream();
        using (var run = new TrainingRun(plan, Data))
        {
            while (run.EpochsDone < 1) run.Advance();
            run.RequestStop();
            run.Save(state);
        }

        state.Position = 0;
        using var resumed = new TrainingRun(plan, Data);
        resumed.Restore(state);
        resumed.RequestStop();
        Assert.Equal("stopped", Drive(resumed).Result.StopReason);
    }

    [Fact]
    public async Task A_run_is_broken_off_from_another_thread_in_the_middle_of_a_step()
    {
        using var run = new TrainingRun(Make.Plan(Spec with { Training = new TrainingSpec { Epochs = 1_000_000, BatchSize = new BatchSize(16) } }, Data), Data);
        var training = Task.Run(() => { while (run.Advance().Result is null) { } });
        await Task.Delay(50);
        run.Abort();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => training.WaitAsync(TimeSpan.FromSeconds(10)));
    }

    [Fact]
    public void With_augmentation_a_run_saved_and_restored_after_any_portion_ends_with_the_same_bits()
    {
        var spec = Spec with
        {
            Dataset = Spec.Dataset with { Augmentation = [new ShiftAugmentation(), new NoiseAugmentation(), new CutoutAugmentation()] },
            Training = new TrainingSpec { Epochs = 2, BatchSize = new BatchSize(16) },
        };
        var plan = Make.Plan(spec, Data);
        using var unbroken = new TrainingRun(plan, Data);
        var expected = Drive(unbroken).Result.WeightsSha256;
        var run = new TrainingRun(plan, Data);
        while (true)
        {
            if (run.Advance().Result is { } result)
            {
                Assert.Equal(expected, result.WeightsSha256);
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

    private static (RunResult Result, List<EpochReport> Epochs) Drive(TrainingRun run)
    {
        var epochs = new List<EpochReport>();
        while (true)
        {
            var advance = run.Advance();
            if (advance.Epoch is { } epoch) epochs.Add(epoch);
            if (advance.Result is { } result) return (result, epochs);
        }
    }
}
