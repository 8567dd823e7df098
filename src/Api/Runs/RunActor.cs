using Microsoft.AspNetCore.Http.HttpResults;
using TrainingService.Api.Datasets;
using TrainingService.Api.Problems;
using TrainingService.Contracts.Json;
using TrainingService.Contracts.Runs;
using TrainingService.Datasets.Versions;
using TrainingService.Storage.Runs;
using TrainingService.Worker.Queue;

namespace TrainingService.Api.Runs;

/// <summary>Does what people ask for, one run or many, and wakes a worker where one is needed.</summary>
internal sealed class RunActor(IRunSteering steering, IRunStore store, IVersionCatalog catalog, IVersionStore versions, IRunQueue queue)
{
    /// <summary>Does an action other than reproduce.</summary>
    public async Task<ActionOutcome> ActAsync(Guid id, RunAction action, CancellationToken cancellation)
    {
        var outcome = await steering.ActAsync(id, action, Actors.Api, cancellation);
        if (outcome is { Result: ActionResult.Accepted, Run.State: RunState.Queued }) await queue.EnqueueAsync(id);
        return outcome;
    }

    /// <summary>Makes a run that is to bring about the bits of another.</summary>
    public async Task<(RunResource? Made, ProblemHttpResult? Problem)> ReproduceAsync(Guid id, CancellationToken cancellation)
    {
        if (await store.FindAsync(id, cancellation) is not { } run) return (null, Problem.NoRun(id));
        if (RunActions.Target(RunAction.Reproduce, run.State) is null)
        {
            return (null, Problem.NotFrom(run.State, WireNames.Of(RunAction.Reproduce), RunActions.AllowedFrom(RunAction.Reproduce)));
        }

        using var held = await versions.HoldAsync(run.Dataset, cancellation);
        if (catalog.Find(run.Dataset, run.DatasetVersion) is null) return (null, DatasetProblems.NoVersion(run.Dataset, run.DatasetVersion));
        var made = await store.CreateAsync(
            new NewRun
            {
                Id = Guid.CreateVersion7(),
                Name = run.Name,
                SpecJson = await store.SpecTextAsync(id, cancellation) ?? throw new InvalidOperationException("The run was deleted meanwhile."),
                Dataset = run.Dataset,
                DatasetVersion = run.DatasetVersion,
                Tags = run.Tags,
                Owner = run.Owner,
                Priority = run.Priority,
                Reproduces = run,
            },
            cancellation);
        await queue.EnqueueAsync(made.Run.Id);
        return (made.Run, null);
    }
}
