using System.Collections.Concurrent;
using TrainingService.Storage.Feed;

namespace TrainingService.Storage.Tests.Support;

/// <summary>Listens in the background and keeps what it heard.</summary>
public sealed class SignalTap : IAsyncDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(20);

    private readonly CancellationTokenSource _stop = new();
    private readonly ConcurrentQueue<RunSignal> _heard = new();
    private readonly Task _listening;

    public SignalTap(IRunSignals signals) => _listening = Task.Run(async () =>
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

    public int Count => _heard.Count;

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
}
