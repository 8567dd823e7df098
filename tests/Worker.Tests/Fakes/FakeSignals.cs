using System.Collections.Concurrent;
using System.Runtime.CompilerServices;
using TrainingService.Storage.Feed;

namespace TrainingService.Worker.Tests.Fakes;

/// <summary>Keeps the signals that were sent.</summary>
internal sealed class FakeSignals : IRunSignals
{
    public ConcurrentQueue<RunSignal> Sent { get; } = [];

    public Task PublishAsync(RunSignal signal, CancellationToken cancellation)
    {
        Sent.Enqueue(signal);
        return Task.CompletedTask;
    }

    public async IAsyncEnumerable<RunSignal> ListenAsync([EnumeratorCancellation] CancellationToken cancellation)
    {
        await Task.CompletedTask;
        yield break;
    }
}
