using TrainingService.Contracts.Runs;
using TrainingService.Contracts.Workers;

namespace TrainingService.Storage.Queue;

/// <summary>
/// The order in which waiting runs will be taken and when, played forward from what is known now: slots that are free, the time that held runs
/// say they still need, and how long runs lasted lately. A forecast: runs that come later may go before by priority or share.
/// </summary>
public static class QueueForecast
{
    /// <summary>Plays the queue forward.</summary>
    /// <param name="queue">What waits and what works.</param>
    public static IReadOnlyList<QueuedRun> Of(QueueSnapshot queue)
    {
        ArgumentNullException.ThrowIfNull(queue);
        var play = new Play(queue);
        return [.. queue.Waiting.Select((_, index) => play.Take(index + 1))];
    }

    private sealed class Play
    {
        private readonly QueueSnapshot _queue;
        private readonly Queue<WaitingRun> _interrupted;
        private readonly Dictionary<string, Queue<WaitingRun>> _byOwner;
        private readonly Dictionary<string, int> _held;
        private readonly Dictionary<string, DateTime?> _served;

        // Held runs by their end, with whose they are; a slot without one is free now.
        private readonly PriorityQueue<string?, DateTime> _slots = new();

        public Play(QueueSnapshot queue)
        {
            _queue = queue;
            _interrupted = new(queue.Waiting.Where(r => r.Interrupted).OrderBy(r => r.CreatedAt).ThenBy(r => r.Id));
            _byOwner = queue.Waiting.Where(r => !r.Interrupted).GroupBy(r => r.Owner).ToDictionary(
                g => g.Key, g => new Queue<WaitingRun>(g.OrderByDescending(r => r.Priority).ThenBy(r => r.CreatedAt).ThenBy(r => r.Id)));
            _held = queue.Held.GroupBy(r => r.Owner).ToDictionary(g => g.Key, g => g.Count());
            _served = queue.Served.ToDictionary(pair => pair.Key, pair => pair.Value);
            foreach (var run in queue.Held) _slots.Enqueue(run.Owner, EndOf(run));
            for (var free = queue.Slots - queue.Held.Count; free > 0; free--) _slots.Enqueue(null, queue.At);
        }

        public QueuedRun Take(int place)
        {
            var start = NextSlot();
            var run = Next();
            _held[run.Owner] = _held.GetValueOrDefault(run.Owner) + 1;
            // Ties are broken as the claim does: whoever is taken last is served last.
            _served[run.Owner] = (start ?? _queue.At).AddTicks(place);
            if (start is { } begun && _queue.TypicalSeconds is { } seconds) _slots.Enqueue(run.Owner, begun.AddSeconds(seconds));
            return new QueuedRun(run.Id, run.Name, run.Owner, run.Priority, new QueuePlace(place, _queue.Waiting.Count, start));
        }

        private DateTime? NextSlot()
        {
            if (_queue.Slots == 0 || !_slots.TryDequeue(out var owner, out var at)) return null;
            if (owner is not null) _held[owner]--;
            return at == DateTime.MaxValue ? null : at < _queue.At ? _queue.At : at;
        }

        private WaitingRun Next()
        {
            if (_interrupted.TryDequeue(out var begun)) return begun;
            var owner = FairShare.Next(_byOwner.Where(o => o.Value.Count > 0)
                .Select(o => new OwnerStanding(o.Key, _held.GetValueOrDefault(o.Key), _served.GetValueOrDefault(o.Key))))!.Value.Owner;
            return _byOwner[owner].Dequeue();
        }

        /// <summary>By its own estimate, else by how long runs last; a run whose end nobody can tell holds its slot for good.</summary>
        private DateTime EndOf(HeldRun run) =>
            run.SecondsLeft is { } left ? _queue.At.AddSeconds(left)
            : _queue.TypicalSeconds is { } seconds ? run.ClaimedAt.AddSeconds(seconds)
            : DateTime.MaxValue;
    }
}

/// <summary>What waits and what works at one moment.</summary>
/// <param name="At">The moment, by the database's clock.</param>
/// <param name="Waiting">Runs that wait.</param>
/// <param name="Held">Runs that workers hold.</param>
/// <param name="Served">When each owner was last served.</param>
/// <param name="Slots">Runs that living workers which are not draining train at the same time.</param>
/// <param name="TypicalSeconds">How long runs last: the median of those that ended lately; null when none has.</param>
public sealed record QueueSnapshot(
    DateTime At,
    IReadOnlyList<WaitingRun> Waiting,
    IReadOnlyList<HeldRun> Held,
    IReadOnlyDictionary<string, DateTime?> Served,
    int Slots,
    double? TypicalSeconds);

/// <summary>A run that waits.</summary>
public sealed record WaitingRun(Guid Id, string Name, string Owner, int Priority, bool Interrupted, DateTime CreatedAt);

/// <summary>A run that a worker holds.</summary>
/// <param name="Owner">Whose it is.</param>
/// <param name="ClaimedAt">When the worker took it.</param>
/// <param name="SecondsLeft">What it says it still needs.</param>
public sealed record HeldRun(string Owner, DateTime ClaimedAt, double? SecondsLeft);
