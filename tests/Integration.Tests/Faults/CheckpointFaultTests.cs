using System.Globalization;
using TrainingService.Contracts.Runs;
using TrainingService.Integration.Tests.Datasets;
using TrainingService.Integration.Tests.Runs;
using TrainingService.Tests.Shared.Postgres;

namespace TrainingService.Integration.Tests.Faults;

/// <summary>Disks that are full and files that are not what was written.</summary>
public sealed class CheckpointFaultTests(PostgresFixture postgres) : IClassFixture<PostgresFixture>
{
    private const int Epochs = 6;

    /// <summary>Claim: a damaged checkpoint costs time, not bits. Fault: the newest one cut in half after SIGKILL. Check: the one before is used; the same bits.</summary>
    [Fact]
    public async Task A_truncated_checkpoint_is_noticed_and_the_one_before_it_used()
    {
        await using var stack = await Stack.StartAsync(postgres.Server);
        var first = stack.StartWorker("first", TimeSpan.FromSeconds(3));
        var id = await stack.SubmitAsync(Specs.Finite(Epochs));
        var saved = (await stack.UntilSavedAsync(id)).Checkpoint?.Step ?? 0;
        // One committed after that: the one before it stays on disk.
        await stack.UntilAsync(id, r => r.Checkpoint?.Step > saved);
        await first.KillAsync();
        var newest = (await stack.UntilAsync(id, _ => true)).Checkpoint!.Step;
        foreach (var path in stack.CheckpointsOf(id).Where(path => StepOf(path) >= newest))
        {
            await using var file = File.OpenWrite(path);
            file.SetLength(file.Length / 2);
        }

        var second = stack.StartWorker("second");
        var run = await stack.UntilAsync(id, r => r.State.IsTerminal());

        Assert.Equal(RunState.Succeeded, run.State);
        Assert.Contains("is not usable; trying an earlier one", second.Output, StringComparison.Ordinal);
        Assert.Equal((await Specs.UnbrokenAsync(Specs.Finite(Epochs), stack.Preparation)).WeightsSha256, run.Result!.WeightsSha256);
        await WholeHistory.AssertAsync(stack.Runs, run, Epochs);
    }

    /// <summary>Claim: a full disk loses no run. Fault: not a byte is free for checkpoints and model. Check: training goes on, the run waits with the reason, and ends with the same bits when there is space.</summary>
    [Fact]
    public async Task On_a_full_disk_training_goes_on_without_checkpoints_and_the_run_ends_once_there_is_space_for_its_model()
    {
        await using var stack = await Stack.StartAsync(postgres.Server);
        var folder = Directory.CreateDirectory(Path.Combine(stack.Folder, "runs")).FullName;
        Assert.True(await Mount.TryTmpfsAsync(folder, 1), "This test needs the right to mount a small disk.");
        try
        {
            var filler = Path.Combine(folder, "filler");
            await FillAsync(filler);
            var worker = stack.StartWorker("a");
            var id = await stack.SubmitAsync(Specs.Finite(Epochs));

            var waiting = await stack.UntilAsync(id, r => r.State is RunState.Queued && r.Attempt > 0);
            Assert.True(worker.Output.Contains("could not be written; training goes on without it", StringComparison.Ordinal), worker.Output);
            var reason = (await stack.Runs.TransitionsAsync(id, CancellationToken.None))![^1].Reason;
            Assert.Contains("No space left on device", reason, StringComparison.Ordinal);
            Assert.Equal(Epochs, (await stack.Runs.MetricsAsync(id, CancellationToken.None))!.Series["val_loss"].Count);

            File.Delete(filler);
            var run = await stack.UntilAsync(id, r => r.State.IsTerminal());

            Assert.True(run.State is RunState.Succeeded, run.Failure?.Detail);
            Assert.True(run.Attempt > waiting.Attempt);
            Assert.Equal((await Specs.UnbrokenAsync(Specs.Finite(Epochs), stack.Preparation)).WeightsSha256, run.Result!.WeightsSha256);
        }
        finally
        {
            await Mount.EndAsync(folder);
        }
    }

    private static long StepOf(string checkpoint) => long.Parse(Path.GetFileName(checkpoint).Split('-')[3], CultureInfo.InvariantCulture);

    private static async Task FillAsync(string path)
    {
        await using var file = File.Create(path);
        try
        {
            while (true)
            {
                await file.WriteAsync(new byte[4096]);
                await file.FlushAsync();
            }
        }
        catch (IOException)
        {
            // Full, which was the aim.
        }
    }
}
