using TrainingService.Contracts.Runs;
using TrainingService.Storage.Runs;

namespace TrainingService.Api.Live;

/// <summary>
/// What a watcher behind the window reads from the store: pages so small that one which is never read to its end costs little, and as few reads as
/// that allows.
/// </summary>
internal sealed class StoredPages(IRunStore store, Guid runId)
{
    /// <summary>Events of a page at most.</summary>
    public const int MostEvents = 200;

    /// <summary>Characters of a page's events at most, as JSON.</summary>
    public const int MostCharacters = 32 * 1024;

    private readonly SharedNames _names = new();
    private int _limit = 16;

    /// <summary>The events that follow a number: one at least, if there are any.</summary>
    public async Task<IReadOnlyList<RunEvent>> AfterAsync(long seq, CancellationToken cancellation)
    {
        var page = await store.EventsAsync(runId, seq, _limit, MostCharacters, cancellation);
        // Asking for many more than fit would read them for nothing.
        _limit = page.Count == _limit ? Math.Min(2 * _limit, MostEvents) : page.Count + 1;
        return [.. page.Select(_names.Share)];
    }
}
