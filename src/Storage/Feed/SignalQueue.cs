using System.Runtime.CompilerServices;
using System.Threading.Channels;

namespace TrainingService.Storage.Feed;

/// <summary>
/// Signals waiting for one listener: at most one per run, with its highest number, so that a slow listener holds a bounded amount and
/// nobody waits for it. Past <see cref="Capacity"/> runs they become one <see cref="RunSignal.CatchUp"/>.
/// </summary>
public sealed class SignalQueue
{
    /// <summary>Most runs with a waiting signal.</summary>
    public const int Capacity = 1024;

    private readonly Lock _lock = new();
    private readonly Dictionary<Guid, long> _waiting = [];
    private readonly Channel<bool> _wake = Channel.CreateBounded<bool>(new BoundedChannelOptions(1) { FullMode = BoundedChannelFullMode.DropWrite });

    /// <summary>Adds a signal; never blocks.</summary>
    public void Add(RunSignal signal)
    {
        lock (_lock)
        {
            if (signal == RunSignal.CatchUp || (_waiting.Count >= Capacity && !_waiting.ContainsKey(signal.RunId)))
            {
                _waiting.Clear();
                signal = RunSignal.CatchUp;
            }

            // "Look at all" covers whatever else could wait beside it.
            if (!_waiting.ContainsKey(Guid.Empty)) _waiting[signal.RunId] = Math.Max(signal.Seq, _waiting.GetValueOrDefault(signal.RunId));
        }

        _wake.Writer.TryWrite(true);
    }

    /// <summary>Signals as they come, until cancelled.</summary>
    public async IAsyncEnumerable<RunSignal> ReadAsync([EnumeratorCancellation] CancellationToken cancellation)
    {
        await foreach (var _ in _wake.Reader.ReadAllAsync(cancellation))
        {
            foreach (var signal in Take()) yield return signal;
        }
    }

    private List<RunSignal> Take()
    {
        lock (_lock)
        {
            List<RunSignal> signals = [.. _waiting.Select(w => new RunSignal(w.Key, w.Value))];
            _waiting.Clear();
            return signals;
        }
    }
}
