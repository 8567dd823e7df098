namespace TrainingService.Storage.Feed;

/// <summary>Signals within one process: embedded mode, where API and worker share it.</summary>
public sealed class InProcessRunSignals : IRunSignals
{
    private readonly SignalListeners _listeners = new();

    /// <inheritdoc/>
    public Task PublishAsync(RunSignal signal, CancellationToken cancellation)
    {
        _listeners.Broadcast(signal);
        return Task.CompletedTask;
    }

    /// <inheritdoc/>
    public IAsyncEnumerable<RunSignal> ListenAsync(CancellationToken cancellation) => _listeners.ListenAsync(cancellation);
}
