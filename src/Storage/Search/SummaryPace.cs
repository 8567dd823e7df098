using System.Collections.Concurrent;

namespace TrainingService.Storage.Search;

/// <summary>
/// When the rows that a run is found by are due. With many metrics they cost as much as the points themselves, every epoch anew, while nobody can tell a
/// second's difference; so they are written at most once a second while the run trains, and in any case when it stops. The run's own numbers are always exact.
/// </summary>
internal sealed class SummaryPace(TimeProvider time)
{
    /// <summary>Metrics up to which rows are written with every epoch: so few cost nothing.</summary>
    public const int Few = 16;

    private const int Remembered = 10_000;
    private static readonly TimeSpan Pause = TimeSpan.FromSeconds(1);
    private readonly ConcurrentDictionary<Guid, long> _written = new();

    /// <summary>Whether the rows of a run with so many metrics are to be written with its epoch.</summary>
    public bool IsDue(Guid run, int metrics) => metrics <= Few || !_written.TryGetValue(run, out var at) || time.GetElapsedTime(at) >= Pause;

    /// <summary>They are written, and committed.</summary>
    public void Written(Guid run)
    {
        // Whatever is forgotten is written once more than it need be.
        if (_written.Count >= Remembered) _written.Clear();
        _written[run] = time.GetTimestamp();
    }

    /// <summary>The run is held no longer.</summary>
    public void Forget(Guid run) => _written.TryRemove(run, out _);
}
