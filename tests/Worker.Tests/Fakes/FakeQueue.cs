using TrainingService.Worker.Queue;

namespace TrainingService.Worker.Tests.Fakes;

/// <summary>Keeps what was enqueued.</summary>
internal sealed class FakeQueue : IRunQueue
{
    public List<Guid> Enqueued { get; } = [];

    public Task<bool> EnqueueAsync(Guid runId)
    {
        Enqueued.Add(runId);
        return Task.FromResult(true);
    }

    public Task RehearseAsync() => Task.CompletedTask;

    public Task<long> CountAsync() => Task.FromResult((long)Enqueued.Count);
}
