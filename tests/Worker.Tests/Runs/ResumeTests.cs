using TrainingService.Storage.Runs;
using TrainingService.Worker.Tests.Fakes;

namespace TrainingService.Worker.Tests.Runs;

public sealed class ResumeTests
{
    [Fact]
    public async Task A_run_is_taken_up_at_its_checkpoint()
    {
        using var bench = new AttemptBench();
        var (_, newest) = await TwoCheckpointsAsync(bench);

        await bench.RunAsync(newest);

        Assert.Equal(8, Assert.Single(bench.Made).RestoredAt);
        Assert.Equal(["epoch 3", "checkpoint 3", "Succeeded"], bench.Leases.Written);
    }

    [Fact]
    public async Task A_damaged_checkpoint_falls_back_on_the_one_before()
    {
        using var bench = new AttemptBench();
        var (_, newest) = await TwoCheckpointsAsync(bench);
        await DamageAsync(bench, newest);

        await bench.RunAsync(newest);

        Assert.Equal(4, bench.Made.Last().RestoredAt);
        Assert.Equal("Succeeded", bench.Leases.Written.Last());
    }

    [Fact]
    public async Task A_run_whose_checkpoints_are_all_damaged_begins_anew()
    {
        using var bench = new AttemptBench();
        var (earlier, newest) = await TwoCheckpointsAsync(bench);
        await DamageAsync(bench, newest);
        File.Delete(Path.Combine(bench.Folder, newest.Path));
        await DamageAsync(bench, earlier);

        await bench.RunAsync(newest);

        Assert.Null(bench.Made.Last().RestoredAt);
        Assert.Equal("epoch 1", bench.Leases.Written.First());
        Assert.Equal("Succeeded", bench.Leases.Written.Last());
    }

    /// <summary>Checkpoints after epoch 1 (step 4) and epoch 2 (step 8).</summary>
    private static async Task<(CheckpointPointer Earlier, CheckpointPointer Newest)> TwoCheckpointsAsync(AttemptBench bench)
    {
        using var training = new FakeTraining();
        var pointers = new List<CheckpointPointer>();
        while (pointers.Count < 2)
        {
            if (training.Advance().Epoch is null) continue;
            pointers.Add(await bench.Files.WriteAsync(
                bench.Lease, training.EpochsDone, training.Step, (stream, _) => { training.Save(stream); return Task.CompletedTask; }, default));
        }

        return (pointers[0], pointers[1]);
    }

    private static async Task DamageAsync(AttemptBench bench, CheckpointPointer checkpoint)
    {
        var path = Path.Combine(bench.Folder, checkpoint.Path);
        var bytes = await File.ReadAllBytesAsync(path);
        bytes[0] ^= 1;
        await File.WriteAllBytesAsync(path, bytes);
    }
}
