using Microsoft.Extensions.Logging.Abstractions;
using TrainingService.Storage;
using TrainingService.Storage.Checkpoints;
using TrainingService.Storage.Models;
using TrainingService.Storage.Profiles;
using TrainingService.Storage.Runs;
using TrainingService.Worker.Checkpoints;
using TrainingService.Worker.Hosting;
using TrainingService.Worker.Leases;
using TrainingService.Worker.Logs;
using TrainingService.Worker.Runs;
using TrainingService.Worker.Training;

namespace TrainingService.Worker.Tests.Fakes;

/// <summary>A <see cref="RunAttempt"/> with fakes around it and checkpoints in a real folder.</summary>
internal sealed class AttemptBench : ITrainingFactory, IRunLogFlush, IDisposable
{
    private static readonly TimeSpan Deadline = TimeSpan.FromSeconds(20);

    private readonly CancellationTokenSource _shutdown = new();

    public AttemptBench()
    {
        Files = new CheckpointFiles(new StorageOptions { DataFolder = Folder });
        Models = new ModelFiles(new StorageOptions { DataFolder = Folder });
        Profiles = new ProfileFiles(new StorageOptions { DataFolder = Folder });
    }

    public string Folder { get; } = Directory.CreateTempSubdirectory("training-worker-").FullName;

    public CheckpointFiles Files { get; }

    public ModelFiles Models { get; }

    public ProfileFiles Profiles { get; }

    public FakeLeases Leases { get; } = new();

    public FakeSignals Signals { get; } = new();

    public HeldRuns Held { get; } = new();

    public TimeProvider Time { get; init; } = TimeProvider.System;

    public WorkerOptions Options { get; init; } = new() { Renewal = TimeSpan.FromMilliseconds(20), EpochCheckpoint = TimeSpan.Zero };

    /// <summary>Makes the trainings.</summary>
    public Func<FakeTraining> Create { get; init; } = () => new FakeTraining();

    /// <summary>Thrown while preparing.</summary>
    public Exception? PrepareFault { get; init; }

    /// <summary>All trainings that were made.</summary>
    public List<FakeTraining> Made { get; } = [];

    public RunLease Lease { get; init; } = new(Guid.CreateVersion7(), 1, "worker-a", TimeSpan.FromSeconds(30));

    /// <summary>Runs the attempt to its end.</summary>
    public Task RunAsync(CheckpointPointer? checkpoint = null)
    {
        var attempt = new RunAttempt(
            Leases, Signals, Held, this, new Resume(Files, NullLogger<Resume>.Instance), Files, Models, Profiles, this, Microsoft.Extensions.Options.Options.Create(Options), Time,
            NullLogger<RunAttempt>.Instance);
        var run = new ClaimedRun(Lease, "{}", "0123", 1, checkpoint);
        return attempt.ExecuteAsync(run, Time.GetTimestamp(), _shutdown.Token).WaitAsync(Deadline);
    }

    public Task ShutDownAsync() => _shutdown.CancelAsync();

    /// <summary>Waits until something is so, and fails if it never is.</summary>
    public static async Task UntilAsync(Func<bool> condition, Action? meanwhile = null)
    {
        using var deadline = new CancellationTokenSource(Deadline);
        while (!condition())
        {
            meanwhile?.Invoke();
            await Task.Delay(5, deadline.Token);
        }
    }

    Task<Func<ITraining>> ITrainingFactory.PrepareAsync(ClaimedRun run, CancellationToken cancellation) =>
        PrepareFault is { } fault ? Task.FromException<Func<ITraining>>(fault) : Task.FromResult<Func<ITraining>>(Make);

    Task IRunLogFlush.FlushAsync()
    {
        // Without the end of the run, which comes after it.
        WrittenAtFlush = Leases.Written.Count;
        return Task.CompletedTask;
    }

    /// <summary>How much was written when the run's log was stored.</summary>
    public int WrittenAtFlush { get; private set; }

    public void Dispose()
    {
        _shutdown.Dispose();
        Directory.Delete(Folder, recursive: true);
    }

    private FakeTraining Make()
    {
        var training = Create();
        Made.Add(training);
        return training;
    }
}
