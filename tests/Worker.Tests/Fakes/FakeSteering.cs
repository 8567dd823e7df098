using TrainingService.Contracts.Runs;
using TrainingService.Storage.Runs;

namespace TrainingService.Worker.Tests.Fakes;

/// <summary>Nothing is ever deleted.</summary>
internal sealed class FakeSteering : IRunSteering
{
    public Task<ActionOutcome> ActAsync(Guid id, RunAction action, string actor, CancellationToken cancellation) => throw new NotSupportedException();

    public Task<PatchOutcome> PatchAsync(Guid id, RunPatch patch, long? ifRevision, CancellationToken cancellation) => throw new NotSupportedException();

    public Task<int> PurgeAsync(CancellationToken cancellation) => Task.FromResult(0);
}
