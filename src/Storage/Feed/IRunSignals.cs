namespace TrainingService.Storage.Feed;

/// <summary>Tells other processes that a run has something new: a pointer, never data. May be lost or doubled; readers poll as well.</summary>
public interface IRunSignals
{
    /// <summary>Says that a run changed, after its transaction has committed.</summary>
    Task PublishAsync(RunSignal signal, CancellationToken cancellation);

    /// <summary>Signals as they come, from any process, until cancelled. Reconnects by itself; after a gap it gives <see cref="RunSignal.CatchUp"/>.</summary>
    IAsyncEnumerable<RunSignal> ListenAsync(CancellationToken cancellation);
}

/// <summary>A run changed.</summary>
/// <param name="RunId">Which; <see cref="Guid.Empty"/> for "any, look at all".</param>
/// <param name="Seq">Number of its newest kept event; 0 when only progress changed.</param>
public readonly record struct RunSignal(Guid RunId, long Seq)
{
    /// <summary>Signals may have been missed: look at every watched run.</summary>
    public static RunSignal CatchUp => default;
}
