using TrainingService.Compute.Training.Schedules;
using TrainingService.Contracts.Specs.Optimizers;
using TrainingService.Contracts.Specs.Schedules;

namespace TrainingService.Compute.Tests.Training.Schedules;

public sealed class LearningRatesTests
{
    [Fact]
    public void Step_multi_step_and_exponential_change_at_the_epochs_they_say()
    {
        Assert.Equal([0.1, 0.1, 0.1, 0.1, 0.05, 0.05, 0.05, 0.05, 0.025], Rates(new StepSchedule { Every = 2, Factor = 0.5 }, 2, 9), Near);
        Assert.Equal([0.1, 0.1, 0.01, 0.01, 0.01, 0.01, 0.001], Rates(new MultiStepSchedule { Milestones = [1, 3] }, 2, 7), Near);
        Assert.Equal([0.1, 0.1, 0.09, 0.09, 0.081], Rates(new ExponentialSchedule { Factor = 0.9 }, 2, 5), Near);
    }

    /// <summary>Numbers of torch.optim.lr_scheduler.CosineAnnealingLR(T_max=20, eta_min=0.01) and CosineAnnealingWarmRestarts(T_0=8, T_mult=2).</summary>
    [Fact]
    public void Cosine_follows_PyTorch_with_and_without_restarts()
    {
        var whole = Rates(new CosineSchedule { MinLearningRate = 0.01 }, 4, 20, epochs: 5);
        Assert.Equal([0.1, 0.0994459753267812, 0.09779754323328192, 0.09509529358847656], whole[..4], Near);
        Assert.Equal(0.055, whole[10], 1e-12);
        Assert.Equal(0.010554024673218806, whole[19], 1e-12);
        var restarts = Rates(new CosineSchedule { MinLearningRate = 0.01, RestartEvery = 2, RestartMultiplier = 2 }, 4, 26, epochs: 20);
        Assert.Equal([0.1, 0.0965745789630079, 0.08681980515339464], restarts[..3], Near);
        Assert.Equal([0.013425421036992097, 0.1, 0.09913533761814537], restarts[7..10], Near);
        Assert.Equal([0.01086466238185463, 0.1, 0.09978331270024887], restarts[23..26], Near);
    }

    /// <summary>Numbers of torch.optim.lr_scheduler.OneCycleLR(max_lr=0.1, total_steps=20).</summary>
    [Fact]
    public void One_cycle_follows_PyTorch()
    {
        double[] expected =
        [
            0.0040000000000000036, 0.013167184270002533, 0.037167184270002526, 0.06683281572999747, 0.09083281572999748, 0.1, 0.09874640062350874,
            0.09504846320134738, 0.089091617757105, 0.0811745653949763, 0.07169430017913009, 0.06112620219362893, 0.0500002, 0.03887419780637107,
            0.028306099820869922, 0.0188258346050237, 0.010908782242895003, 0.004951936798652629, 0.0012539993764912555, 4e-07,
        ];
        Assert.Equal(expected, Rates(new OneCycleSchedule(), 4, 20, epochs: 5), Near);
    }

    [Fact]
    public void Warm_up_grows_linearly_and_multiplies_any_schedule()
    {
        Assert.Equal([0.025, 0.05, 0.075, 0.1, 0.1], Rates(new ConstantSchedule(), 2, 5, warmup: 4), Near);
        Assert.Equal([0.025, 0.05, 0.0375, 0.05, 0.025], Rates(new ExponentialSchedule { Factor = 0.5 }, 2, 5, warmup: 4), Near);
    }

    [Fact]
    public void A_plateau_lowers_the_rate_after_patience_waits_out_the_cooldown_and_stops_at_the_minimum()
    {
        var spec = new ReduceOnPlateauSchedule { Monitor = "val_loss", Patience = 2, Factor = 0.1, MinDelta = 0.01, Cooldown = 1, MinLearningRate = 0.002 };
        var rates = new LearningRates(new SgdOptimizer { LearningRate = 0.1, Schedule = spec }, 1, 100);
        var seen = new List<double>();
        foreach (var loss in new[] { 1.0, 0.5, 0.495, 0.495, 0.49, 0.2, 0.2, 0.2, 0.2, 0.2 })
        {
            rates.Plateau!.Observe(new Dictionary<string, double> { ["val_loss"] = loss });
            seen.Add(rates.At(0));
        }

        Assert.Equal([0.1, 0.1, 0.1, 0.01, 0.01, 0.01, 0.01, 0.002, 0.002, 0.002], seen, Near);
    }

    [Fact]
    public void A_score_is_better_when_higher_unless_the_spec_says_otherwise()
    {
        double After(string monitor, Contracts.Specs.MonitorMode mode)
        {
            var rates = new LearningRates(new SgdOptimizer { LearningRate = 1, Schedule = new ReduceOnPlateauSchedule { Monitor = monitor, Mode = mode, Patience = 1 } }, 1, 9);
            foreach (var value in new[] { 0.1, 0.2, 0.3 }) rates.Plateau!.Observe(new Dictionary<string, double> { [monitor] = value });
            return rates.At(0);
        }

        Assert.Equal(1, After("val_accuracy", Contracts.Specs.MonitorMode.Auto));
        Assert.Equal(0.01, After("val_head_rmse", Contracts.Specs.MonitorMode.Auto), 1e-12);
        Assert.Equal(0.01, After("val_accuracy", Contracts.Specs.MonitorMode.Min), 1e-12);
        Assert.Equal(1, After("loss", Contracts.Specs.MonitorMode.Max));
    }

    private static double[] Rates(ScheduleSpec schedule, int updatesPerEpoch, int count, int epochs = 10, int warmup = 0)
    {
        var rates = new LearningRates(new SgdOptimizer { LearningRate = 0.1, Schedule = schedule, WarmupSteps = warmup }, updatesPerEpoch, epochs);
        return [.. Enumerable.Range(0, count).Select(update => rates.At(update))];
    }

    private static bool Near(double a, double b) => Math.Abs(a - b) < 1e-12;
}
