using TrainingService.Compute.Training;
using TrainingService.Contracts.Runs;
using TrainingService.Worker.Training;

namespace TrainingService.Worker.Tests.Fakes;

/// <summary>A training that only counts. Its state is its step, so that a resume can be seen.</summary>
internal sealed class FakeTraining : ITraining
{
    private long _ended;
    private bool _finished;

    public int Epochs { get; init; } = 3;

    public int Batches { get; init; } = 4;

    /// <summary>Called before each portion of work with the steps done.</summary>
    public Action<long> OnAdvance { get; init; } = _ => { };

    /// <summary>The loss is no longer finite after this step.</summary>
    public long DivergesAt { get; init; } = -1;

    public long Step { get; private set; }

    /// <summary>The step it was restored at; null if it began anew.</summary>
    public long? RestoredAt { get; private set; }

    public bool Disposed { get; private set; }

    public int EpochsDone => (int)_ended;

    public int BestEpoch => (int)_ended;

    /// <summary>Whether an end with what there is was asked for.</summary>
    public bool StopRequested { get; private set; }

    /// <summary>Whether the batch at hand was broken off.</summary>
    public volatile bool Aborted;

    public void RequestStop() => StopRequested = true;

    public void Abort() => Aborted = true;

    public RunProgress Progress => new() { Epoch = (int)(Step / Batches) + 1, Epochs = Epochs, Batch = (int)(Step % Batches), Batches = Batches };

    public Advance Advance()
    {
        OnAdvance(Step);
        if (Aborted) throw new OperationCanceledException("Broken off.");
        if (_finished) throw new InvalidOperationException("The run has ended.");
        if (Step == DivergesAt) return new Advance(AdvanceKind.Diverged, Failure: new RunFailure("non_finite_loss", "The loss became NaN."));
        if (Step > 0 && Step % Batches == 0 && _ended < Step / Batches)
        {
            _ended++;
            return new Advance(AdvanceKind.EpochEnded, Epoch: new EpochReport((int)_ended, Step, new Dictionary<string, double> { ["loss"] = 1.0 / _ended }));
        }

        if (_ended == Epochs || (StopRequested && Step > 0))
        {
            _finished = true;
            return new Advance(AdvanceKind.Finished, Result: Result());
        }

        Step++;
        return new Advance(AdvanceKind.Batch);
    }

    public void Save(Stream destination)
    {
        using var writer = new BinaryWriter(destination, System.Text.Encoding.UTF8, leaveOpen: true);
        writer.Write(Step);
        writer.Write(_ended);
    }

    public RunProfile? Profile { get; init; }

    public void SaveModel(Stream destination) => destination.Write("model"u8);

    public void Restore(Stream source)
    {
        using var reader = new BinaryReader(source, System.Text.Encoding.UTF8, leaveOpen: true);
        Step = reader.ReadInt64();
        _ended = reader.ReadInt64();
        RestoredAt = Step;
    }

    public void Dispose() => Disposed = true;

    private RunResult Result() => new()
    {
        Epochs = Epochs,
        BestEpoch = Epochs,
        StopReason = StopRequested ? "stopped" : "completed",
        TestMetrics = new Dictionary<string, double>(),
        WeightsSha256 = new string('0', 64),
        Parameters = 1,
        MemoryBytes = 1,
        TrainingSeconds = 1,
        SamplesPerSecond = 1,
        Device = "cpu/fake",
    };
}
