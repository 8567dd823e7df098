using TrainingService.Contracts.Runs;
using TrainingService.Contracts.Workers;

namespace TrainingService.Storage.Queue;

/// <summary>
/// Expected starts are reckoned anew at every look and come out a little different each time. Whoever watches should hear of those that matter, so a start
/// stays as it was told until it has moved by more than two seconds and a tenth of the wait.
/// </summary>
public static class QueueSteadiness
{
    private static readonly TimeSpan Least = TimeSpan.FromSeconds(2);

    /// <summary>The queue as it is, with the starts told before where they still hold.</summary>
    /// <param name="before">Starts by run, as they were told.</param>
    /// <param name="now">The queue as it was just reckoned.</param>
    /// <param name="at">When.</param>
    public static IReadOnlyList<QueuedRun> Settle(IReadOnlyDictionary<Guid, QueuePlace> before, IReadOnlyList<QueuedRun> now, DateTime at)
    {
        ArgumentNullException.ThrowIfNull(before);
        ArgumentNullException.ThrowIfNull(now);
        return [.. now.Select(run => before.TryGetValue(run.Id, out var told) && Holds(told.ExpectedStart, run.Place.ExpectedStart, at)
            ? run with { Place = run.Place with { ExpectedStart = told.ExpectedStart } }
            : run)];
    }

    private static bool Holds(DateTime? told, DateTime? start, DateTime at)
    {
        if (told is not { } before || start is not { } now) return told == start;
        // "Now" moves with the clock: a start that is past is as good as told.
        if (before <= at && now <= at) return true;
        return (now - before).Duration() <= Least + ((now - at).Duration() / 10);
    }
}
