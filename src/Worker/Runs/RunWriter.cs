using System.Threading.Channels;
using TrainingService.Storage.Checkpoints;
using TrainingService.Storage.Runs;
using TrainingService.Worker.Leases;

namespace TrainingService.Worker.Runs;

/// <summary>
/// Writes epochs and checkpoints to the database in the order they came, while training goes on. The order is what makes a resume sound: a
/// checkpoint becomes the one to resume from only after all its epochs are stored.
/// </summary>
internal sealed class RunWriter : IDisposable
{
    // So far training may run ahead of a slow database.
    private const int Ahead = 32;

    private readonly LeaseKeeper _keeper;
    private readonly IRunLeases _leases;
    private readonly CheckpointFiles _files;
    private readonly int _kept;
    private readonly ILogger _logger;
    private string? _bestCheckpoint;
    private readonly Channel<Func<Task>> _work = Channel.CreateBounded<Func<Task>>(new BoundedChannelOptions(Ahead) { SingleReader = true });
    private readonly CancellationTokenSource _broken = new();
    private readonly Task _writing;

    /// <param name="keeper">The lease to write under.</param>
    /// <param name="leases">Where epochs and checkpoints are committed.</param>
    /// <param name="files">Where checkpoints lie.</param>
    /// <param name="kept">How many of the newest checkpoints stay on disk.</param>
    /// <param name="bestCheckpoint">Path of the best checkpoint that earlier attempts wrote.</param>
    /// <param name="logger">The run's log.</param>
    public RunWriter(LeaseKeeper keeper, IRunLeases leases, CheckpointFiles files, int kept, string? bestCheckpoint, ILogger logger)
    {
        (_keeper, _leases, _files, _kept, _bestCheckpoint, _logger) = (keeper, leases, files, kept, bestCheckpoint, logger);
        _writing = WriteAllAsync();
    }

    /// <summary>Cancelled when a write failed for good: <see cref="FinishAsync"/> throws the reason.</summary>
    public CancellationToken Broken => _broken.Token;

    /// <summary>Says that training begins.</summary>
    public void Begin() => Add(() => _keeper.WriteAsync(_leases.BeginAsync));

    /// <summary>Stores an epoch. Blocks the training thread while too much is waiting.</summary>
    public void CommitEpoch(EpochCommit epoch) => Add(() => _keeper.WriteAsync((lease, cancellation) => _leases.CommitEpochAsync(lease, epoch, cancellation)));

    /// <summary>Makes a written file the one to resume from, then removes what it replaces.</summary>
    public void CommitCheckpoint(CheckpointPointer checkpoint) => Add(async () =>
    {
        await _keeper.WriteAsync((lease, cancellation) => _leases.CommitCheckpointAsync(lease, checkpoint, cancellation));
        _logger.LogDebug("Checkpoint at step {Step}, epoch {Epoch} complete", checkpoint.Step, checkpoint.Epoch);
        if (checkpoint.IsBest) _bestCheckpoint = checkpoint.Path;
        try
        {
            _files.Prune(_keeper.Lease, checkpoint, _bestCheckpoint, _kept);
        }
        catch (IOException e)
        {
            _logger.LogWarning(e, "Old checkpoints could not be removed");
        }
    });

    /// <summary>Waits until all is written.</summary>
    /// <exception cref="LeaseLostException">The lease ended first.</exception>
    public async Task FinishAsync()
    {
        _work.Writer.TryComplete();
        await _writing;
    }

    public void Dispose() => _broken.Dispose();

    private void Add(Func<Task> write)
    {
        // A broken writer takes nothing more; the loop stops at its next look, and FinishAsync tells why.
        if (_work.Writer.TryWrite(write)) return;
        try
        {
            _work.Writer.WriteAsync(write, _broken.Token).AsTask().GetAwaiter().GetResult();
        }
        catch (Exception e) when (e is ChannelClosedException or OperationCanceledException)
        {
            _logger.LogDebug(e, "A write came after the writer had stopped");
        }
    }

    private async Task WriteAllAsync()
    {
        try
        {
            await foreach (var write in _work.Reader.ReadAllAsync()) await write();
        }
        catch
        {
            await _broken.CancelAsync();
            _work.Writer.TryComplete();
            throw;
        }
    }
}
