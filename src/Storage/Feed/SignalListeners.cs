using System.Runtime.CompilerServices;

namespace TrainingService.Storage.Feed;

/// <summary>The listeners of this process; each gets every signal through a queue of its own.</summary>
public sealed class SignalListeners
{
    private readonly Lock _lock = new();
    private SignalQueue[] _queues = [];

    /// <summary>Gives a signal to everyone who listens now.</summary>
    public void Broadcast(RunSignal signal)
    {
        SignalQueue[] queues;
        lock (_lock) queues = _queues;
        foreach (var queue in queues) queue.Add(signal);
    }

    /// <summary>Signals from the moment that reading starts, until cancelled.</summary>
    public async IAsyncEnumerable<RunSignal> ListenAsync([EnumeratorCancellation] CancellationToken cancellation)
    {
        var queue = new SignalQueue();
        lock (_lock) _queues = [.. _queues, queue];
        try
        {
            await foreach (var signal in queue.ReadAsync(cancellation)) yield return signal;
        }
        finally
        {
            lock (_lock) _queues = [.. _queues.Where(q => q != queue)];
        }
    }
}
