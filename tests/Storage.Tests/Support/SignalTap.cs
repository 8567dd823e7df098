using System.Collections.Concurrent;
using TrainingService.Storage.Feed;

namespace TrainingService.Storage.Tests.Support;

/// <summary>Listens in the background and keeps what it heard.</summary>
public sealed class SignalTap : IAsyncDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(20);

    private readonly CancellationTokenSource _stop = new();
    private readonly ConcurrentQueue<RunSignal> _heard = new();
    private readonly IRunSignals _signals;
    private readonly Task _listening;

    public SignalTap(IRunSignals signals) => (_signals, _listening) = (signals, ListenAsync(signals));

    public int Count => _heard.Count;

    /// <summary>Signals of one run.</summary>
    public IReadOnlyList<RunSignal> Of(Guid run) => [.. _heard.Where(signal => signal.RunId == run)];

    /// <summary>Waits until it surely hears: one that starts may miss what is sent in that moment, so signals are sent until it hears one.</summary>
    public async Task ListeningAsync()
    {
        var probe = Guid.CreateVersion7();
        for (var attempt = 0; attempt < 500 && Count == 0; attempt++)
        {
            await _signals.PublishAsync(new RunSignal(probe, 1), CancellationToken.None);
            await Task.Delay(20);
        }

        await ExpectAsync(_ => true);
    }

    /// <summary>Waits until a signal comes that was not among the first <paramref name="after"/>.</summary>
    public async Task<RunSignal> ExpectAsync(Func<RunSignal, bool> wanted, int after = 0)
    {
        using var deadline = new CancellationTokenSource(Patience);
        while (true)
        {
            foreach (var signal in _heard.Skip(after))
            {
                if (wanted(signal)) return signal;
            }

            Assert.False(deadline.IsCancellationRequested, $"The signal did not come; heard: {string.Join(", ", _heard)}");
            await Task.Delay(10);
        }
    }

    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        await _listening;
        _stop.Dispose();
    }

    private Task ListenAsync(IRunSignals signals) => Task.Run(async () =>
    {
        try
        {
            await foreach (var signal in signals.ListenAsync(_stop.Token)) _heard.Enqueue(signal);
        }
        catch (OperationCanceledException)
        {
            // The end of the test.
        }
    });
}
