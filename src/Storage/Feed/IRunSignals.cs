namespace TrainingService.Storage.Feed;

/// <summary>
/// Tells other processes that a run has something new: a pointer, never data. May be lost or doubled; readers poll as well.
/// <see cref="Runs.IRunStore"/> and <see cref="Runs.IRunLeases"/> publish by themselves after each commit; nobody else needs to.
/// </summary>
public interface IRunSignals
{
    /// <summary>Says that a run changed, after its transaction has committed.</summary>
    Task PublishAsync(RunSignal signal, CancellationToken cancellation);

    /// <summary>
    /// Signals as they come, from any process, until cancelled; from the first MoveNext on. Signals of one run that wait are merged into the
    /// highest. Reconnects by itself; after a gap it gives <see cref="RunSignal.CatchUp"/>.
    /// </summary>
    IAsyncEnumerable<RunSignal> ListenAsync(CancellationToken cancellation);
}

/// <summary>A run changed.</summary>
/// <param name="RunId">Which; <see cref="Guid.Empty"/> for "any, look at all".</param>
/// <param name="Seq">Number of its newest kept event; 0 when only progress changed. Above 0, progress may have changed too.</param>
public readonly record struct RunSignal(Guid RunId, long Seq)
{
    /// <summary>Signals may have been missed: look at every watched run.</summary>
    public static RunSignal CatchUp => default;
}
