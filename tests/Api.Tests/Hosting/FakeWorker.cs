using TrainingService.Contracts.Runs;
using TrainingService.Storage.Runs;

namespace TrainingService.Api.Tests.Hosting;

/// <summary>Writes to a run as its worker would.</summary>
public sealed class FakeWorker(IRunLeases leases, RunLease lease)
{
    private int _epoch;

    public Guid RunId => lease.RunId;

    public Task EpochAsync(double loss = 0.5) => EpochAsync(new Dictionary<string, double> { ["loss"] = loss });

    public async Task EpochAsync(IReadOnlyDictionary<string, double> metrics)
    {
        _epoch++;
        await leases.CommitEpochAsync(lease, new EpochCommit(_epoch, _epoch * 10, metrics, At(10)), CancellationToken.None);
    }

    public async Task EpochsAsync(int count)
    {
        for (var i = 0; i < count; i++) await EpochAsync();
    }

    public Task ProgressAsync(int batch, RunProgress? progress = null) => leases.RenewAsync(lease, progress ?? At(batch), CancellationToken.None);

    public Task EndAsync(RunState state = RunState.Failed) =>
        leases.CompleteAsync(lease, state, null, state == RunState.Failed ? new RunFailure("test", "ended by the test") : null, CancellationToken.None);

    /// <summary>The progress that it would report.</summary>
    public RunProgress At(int batch) => new() { Epoch = _epoch + 1, Epochs = 100, Batch = batch, Batches = 10, Loss = 0.5 };
}
