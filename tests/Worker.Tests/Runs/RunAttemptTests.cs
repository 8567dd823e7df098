using TrainingService.Contracts.Runs;
using TrainingService.Storage.Feed;
using TrainingService.Storage.Runs;
using TrainingService.Worker.Hosting;
using TrainingService.Worker.Runs;
using TrainingService.Worker.Tests.Fakes;

namespace TrainingService.Worker.Tests.Runs;

public sealed class RunAttemptTests
{
    private static readonly string[] Endings = ["Succeeded", "Failed", "Cancelled", "released"];

    [Fact]
    public async Task A_run_that_succeeds_leaves_its_model_under_the_hash_of_its_weights()
    {
        using var bench = new AttemptBench();
        await bench.RunAsync();
        await using var model = bench.Models.Open(bench.Lease.RunId, new string('0', 64));
        using var reader = new StreamReader(model!);
        Assert.Equal("model", await reader.ReadToEndAsync());
        Assert.Null(bench.Models.Open(bench.Lease.RunId, new string('1', 64)));
    }

    [Fact]
    public async Task A_run_commits_each_epoch_in_order_and_each_checkpoint_after_its_epoch_and_then_succeeds()
    {
        using var bench = new AttemptBench();

        await bench.RunAsync();

        Assert.Equal(["epoch 1", "checkpoint 1", "epoch 2", "checkpoint 2", "epoch 3", "checkpoint 3", "Succeeded"], bench.Leases.Written);
        Assert.True(Assert.Single(bench.Made).Disposed);
    }

    [Fact]
    public async Task The_first_progress_goes_out_at_once_and_the_rest_is_limited()
    {
        var time = new Microsoft.Extensions.Time.Testing.FakeTimeProvider();
        using var seen = new ManualResetEventSlim();
        AttemptBench? made = null;
        using var bench = made = new AttemptBench
        {
            Time = time,
            // The clock stands still: only a renewal brought forward by the first batch can carry its progress.
            Create = () => new FakeTraining { Epochs = 1, Batches = 100, OnAdvance = step => WaitForProgress(step, made!) },
        };

        await bench.RunAsync();

        var progress = Assert.Single(bench.Leases.Progress);
        Assert.Equal(1, progress.Batch);

        static void WaitForProgress(long step, AttemptBench bench)
        {
            if (step == 1) Assert.True(SpinWait.SpinUntil(() => !bench.Leases.Progress.IsEmpty, TimeSpan.FromSeconds(10)));
        }
    }

    [Fact]
    public async Task A_cancel_wish_stops_the_training_and_ends_the_run_as_cancelled()
    {
        using var bench = new AttemptBench { Create = Endless };
        var running = bench.RunAsync();
        await AttemptBench.UntilAsync(() => bench.Leases.Renewals > 1);

        bench.Leases.State = RunState.Cancelling;
        await running;

        Assert.Equal("Cancelled", bench.Leases.Written.Last());
    }

    [Fact]
    public async Task A_cancel_breaks_off_a_batch_that_would_last_for_minutes()
    {
        AttemptBench? made = null;
        using var bench = made = new AttemptBench
        {
            Create = () => new FakeTraining { OnAdvance = step => { if (step == 3) SpinWait.SpinUntil(() => made!.Made[0].Aborted, TimeSpan.FromMinutes(1)); } },
        };
        var running = bench.RunAsync();
        await AttemptBench.UntilAsync(() => bench.Made.Count == 1 && bench.Made[0].Step == 3);

        bench.Leases.State = RunState.Cancelling;
        await running;

        Assert.Equal("Cancelled", bench.Leases.Written.Last());
    }

    [Fact]
    public async Task A_pause_saves_lets_the_run_go_and_frees_the_worker()
    {
        using var bench = new AttemptBench { Create = Endless };
        var running = bench.RunAsync();
        await AttemptBench.UntilAsync(() => bench.Made.Count == 1 && bench.Made[0].Step > 10);

        bench.Leases.State = RunState.Pausing;
        await running;

        Assert.Equal(["checkpoint 0", "released"], bench.Leases.Written.TakeLast(2));
        Assert.Equal(bench.Made[0].Step, bench.Leases.Pointers.Last().Step);
        Assert.False(bench.Made[0].Aborted);
    }

    [Fact]
    public async Task A_stop_ends_the_training_with_a_result()
    {
        using var bench = new AttemptBench { Create = Endless };
        var running = bench.RunAsync();
        await AttemptBench.UntilAsync(() => bench.Made.Count == 1 && bench.Made[0].Step > 10);

        bench.Leases.State = RunState.Stopping;
        await running;

        Assert.Equal("Succeeded", bench.Leases.Written.Last());
        Assert.True(bench.Made[0].StopRequested);
    }

    [Fact]
    public async Task What_the_store_commits_it_tells_itself_and_the_worker_not_a_second_time()
    {
        using var bench = new AttemptBench();
        await bench.RunAsync();
        Assert.Contains("epoch 1", bench.Leases.Written);
        Assert.Empty(bench.Signals.Sent);
    }

    [Fact]
    public async Task A_write_that_had_to_be_tried_again_is_told_by_the_worker_since_its_first_try_may_have_been_committed_unheard()
    {
        using var bench = new AttemptBench { Options = new() { Renewal = TimeSpan.FromMinutes(10), EpochCheckpoint = TimeSpan.Zero } };
        bench.Leases.AnswersLost = 1;
        await bench.RunAsync();
        Assert.Equal("epoch 1", bench.Leases.Written.First());
        Assert.Contains(new RunSignal(bench.Lease.RunId, 1), bench.Signals.Sent);
    }

    [Fact]
    public async Task What_happens_to_a_run_is_seen_at_once_and_not_only_at_the_next_renewal()
    {
        using var bench = new AttemptBench { Create = Endless, Options = new() { Renewal = TimeSpan.FromMinutes(10), EpochCheckpoint = TimeSpan.Zero } };
        var running = bench.RunAsync();
        await AttemptBench.UntilAsync(() => bench.Leases.Begun);

        bench.Leases.State = RunState.Cancelling;
        bench.Held.Nudge(new RunSignal(bench.Lease.RunId, 1_000_000));
        await running;

        Assert.Equal("Cancelled", bench.Leases.Written.Last());
    }

    [Fact]
    public async Task The_log_of_a_run_is_stored_before_its_end_is()
    {
        using var bench = new AttemptBench();
        await bench.RunAsync();
        Assert.Equal(bench.Leases.Written.Count - 1, bench.WrittenAtFlush);
    }

    [Fact]
    public async Task The_checkpoints_of_a_run_that_succeeded_are_removed_and_its_model_stays()
    {
        using var bench = new AttemptBench();
        await bench.RunAsync();
        Assert.NotEmpty(bench.Leases.Pointers);
        Assert.Equal([".safetensors"], Directory.EnumerateFiles(bench.Folder, "*", SearchOption.AllDirectories).Select(Path.GetExtension));
    }

    [Fact]
    public async Task A_refused_write_stops_the_training_and_nothing_more_is_written()
    {
        using var bench = new AttemptBench { Create = Endless };
        var running = bench.RunAsync();
        await AttemptBench.UntilAsync(() => bench.Leases.Renewals > 1);

        bench.Leases.Held = false;
        await running;

        Assert.DoesNotContain(bench.Leases.Written, Endings.Contains);
        Assert.True(Assert.Single(bench.Made).Disposed);
    }

    [Fact]
    public async Task A_worker_that_can_not_renew_its_lease_in_time_stops_by_itself()
    {
        var time = new Microsoft.Extensions.Time.Testing.FakeTimeProvider();
        using var bench = new AttemptBench { Time = time, Create = Endless };
        bench.Leases.Fault = new FakeDatabaseException();
        var running = bench.RunAsync();

        await AttemptBench.UntilAsync(() => running.IsCompleted, () => time.Advance(TimeSpan.FromSeconds(1)));
        await running;

        Assert.Empty(bench.Leases.Written);
        Assert.InRange(bench.Leases.Renewals, 2, 1000);
    }

    [Fact]
    public async Task A_database_that_is_away_for_a_moment_costs_no_epoch()
    {
        using var bench = new AttemptBench();
        bench.Leases.FaultyCalls = 3;
        bench.Leases.Fault = new FakeDatabaseException();

        await bench.RunAsync();

        Assert.Equal(["epoch 1", "epoch 2", "epoch 3", "Succeeded"], bench.Leases.Written.Where(w => !w.StartsWith("checkpoint", StringComparison.Ordinal)));
    }

    [Fact]
    public async Task A_shut_down_worker_saves_gives_the_run_back_and_throws_so_that_the_job_is_delivered_again()
    {
        using var bench = new AttemptBench { Create = Endless };
        var running = bench.RunAsync();
        await AttemptBench.UntilAsync(() => bench.Made.Count == 1 && bench.Made[0].Step > 10);

        await bench.ShutDownAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => running);

        Assert.Equal(["checkpoint 0", "released"], bench.Leases.Written.TakeLast(2));
        Assert.Equal(bench.Made[0].Step, bench.Leases.Pointers.Last().Step);
    }

    [Fact]
    public async Task A_diverged_run_fails_with_the_engines_reason()
    {
        using var bench = new AttemptBench { Create = () => new FakeTraining { DivergesAt = 6 } };

        await bench.RunAsync();

        Assert.Equal(["epoch 1", "checkpoint 1", "Failed"], bench.Leases.Written);
        Assert.Equal("non_finite_loss", bench.Leases.Failure?.Code);
    }

    [Fact]
    public async Task An_engine_that_throws_fails_the_run_and_keeps_the_epochs_it_had()
    {
        using var bench = new AttemptBench
        {
            Create = () => new FakeTraining { OnAdvance = step => _ = step < 6 ? 0 : throw new InvalidCastException("secret internals") },
        };

        await bench.RunAsync();

        Assert.Equal(["epoch 1", "checkpoint 1", "Failed"], bench.Leases.Written);
        Assert.Equal("internal_error", bench.Leases.Failure?.Code);
        Assert.DoesNotContain("secret internals", bench.Leases.Failure?.Detail, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_run_too_large_for_memory_fails_and_says_what_helps()
    {
        using var bench = new AttemptBench { Create = () => throw new InsufficientMemoryException() };

        await bench.RunAsync();

        Assert.Equal(["Failed"], bench.Leases.Written);
        Assert.Equal("out_of_memory", bench.Leases.Failure?.Code);
        Assert.Contains("batch_size", bench.Leases.Failure?.Detail, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_run_at_fault_fails_with_its_own_reason()
    {
        using var bench = new AttemptBench { PrepareFault = new RunFaultException(new RunFailure("dataset_not_found", "There is no dataset.")) };

        await bench.RunAsync();

        Assert.Equal("dataset_not_found", bench.Leases.Failure?.Code);
    }

    [Fact]
    public async Task A_fault_of_the_machinery_leaves_the_run_to_another_attempt()
    {
        using var bench = new AttemptBench { PrepareFault = new IOException("Stale file handle") };

        await bench.RunAsync();

        Assert.Equal(["returned"], bench.Leases.Written);
        Assert.Equal(("infrastructure", FailureKind.Infrastructure), (bench.Leases.Failure!.Code, bench.Leases.Failure.Kind));
        Assert.Contains("Stale file handle", bench.Leases.Failure.Detail, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_disk_that_takes_no_checkpoints_does_not_stop_the_training()
    {
        using var bench = new AttemptBench();
        var folder = Directory.CreateDirectory(Path.Combine(bench.Folder, "runs", bench.Lease.RunId.ToString("D"))).FullName;
        await File.WriteAllTextAsync(Path.Combine(folder, "lease-000001"), "a file where the folder should be");

        await bench.RunAsync();

        Assert.Equal(["epoch 1", "epoch 2", "epoch 3", "Succeeded"], bench.Leases.Written);
    }

    [Fact]
    public async Task A_disk_that_does_not_take_the_model_leaves_the_run_to_another_attempt()
    {
        using var bench = new AttemptBench();
        await File.WriteAllTextAsync(Path.Combine(bench.Folder, "runs"), "a file where the folder should be");

        await bench.RunAsync();

        Assert.Equal("returned", bench.Leases.Written.Last());
        Assert.DoesNotContain("Succeeded", bench.Leases.Written);
    }

    [Fact]
    public async Task Within_a_long_epoch_a_checkpoint_is_written_each_interval()
    {
        var time = new Microsoft.Extensions.Time.Testing.FakeTimeProvider();
        using var bench = new AttemptBench
        {
            Time = time,
            // The clock jumps faster than a renewal comes: the lease outlasts them all.
            Lease = new RunLease(Guid.CreateVersion7(), 1, "worker-a", TimeSpan.FromHours(1)),
            Options = new WorkerOptions { Checkpoint = TimeSpan.FromSeconds(15), EpochCheckpoint = TimeSpan.FromHours(1) },
            Create = () => new FakeTraining { Epochs = 1, Batches = 6, OnAdvance = _ => time.Advance(TimeSpan.FromSeconds(5)) },
        };

        await bench.RunAsync();

        Assert.Equal([3L, 6L], bench.Leases.Pointers.Select(pointer => pointer.Step));
    }

    private static FakeTraining Endless() => new() { Epochs = 1, Batches = int.MaxValue };
}
