using System.Security.Cryptography;
using Microsoft.AspNetCore.Http.HttpResults;
using TrainingService.Api.Datasets;
using TrainingService.Api.Specs;
using TrainingService.Contracts.Reading;
using TrainingService.Contracts.Runs;
using TrainingService.Contracts.Specs;
using TrainingService.Datasets.Versions;
using TrainingService.Storage.Runs;
using TrainingService.Worker.Queue;

namespace TrainingService.Api.Runs;

/// <summary>From a spec's text to a queued run.</summary>
public sealed class RunSubmitter(SpecChecker checker, IVersionCatalog stored, IVersionStore versions, IRunStore store, IRunQueue queue)
{
    /// <summary>The run, new or that of the same key's first time; or the problem to answer.</summary>
    internal Task<(CreatedRun? Run, ProblemHttpResult? Problem)> SubmitAsync(ReadOnlyMemory<byte> body, string? idempotencyKey, CancellationToken cancellation) =>
        TakeAsync(
            body,
            idempotencyKey,
            async run =>
            {
                var created = await store.CreateAsync(run, cancellation);
                // Stored is submitted: if the queue is away, or this process dies here, the reconciler wakes a worker.
                if (created.Run.State == RunState.Queued) await queue.EnqueueAsync(created.Run.Id);
                return created;
            },
            cancellation);

    /// <summary>Does all that a submission does, and leaves nothing behind: nobody sees the run, no worker is asked for.</summary>
    internal Task<(CreatedRun? Run, ProblemHttpResult? Problem)> RehearseAsync(ReadOnlyMemory<byte> body, CancellationToken cancellation) =>
        TakeAsync(
            body,
            $"rehearsal-{Guid.CreateVersion7()}",
            async run =>
            {
                var shown = await store.RehearseAsync(run, cancellation);
                await queue.RehearseAsync();
                return new CreatedRun(shown, IsNew: true);
            },
            cancellation);

    private async Task<(CreatedRun? Run, ProblemHttpResult? Problem)> TakeAsync(
        ReadOnlyMemory<byte> body, string? idempotencyKey, Func<NewRun, Task<CreatedRun>> keep, CancellationToken cancellation)
    {
        var (spec, invalid) = await checker.CheckAsync(body, cancellation);
        if (invalid is not null) return (null, invalid);

        // Until the row is written, the version that it names can't be deleted; after that the row itself prevents it.
        var (name, version) = (spec!.Spec.Dataset.Name, spec.Spec.Dataset.Version!);
        using var held = await versions.HoldAsync(name, cancellation);
        if (stored.Find(name, version) is null) return (null, DatasetProblems.NoVersion(name, version));
        try
        {
            return (await keep(ToStore(spec.Spec, idempotencyKey, body)), null);
        }
        catch (IdempotencyConflictException)
        {
            return (null, IdempotencyKey.Conflict(idempotencyKey!));
        }
    }

    private static NewRun ToStore(RunSpec spec, string? idempotencyKey, ReadOnlyMemory<byte> body) => new()
    {
        Id = Guid.CreateVersion7(),
        Name = spec.Name ?? spec.Dataset.Name,
        SpecJson = SpecWriter.Write(spec),
        Dataset = spec.Dataset.Name,
        DatasetVersion = spec.Dataset.Version ?? throw new InvalidOperationException("A resolved spec names the dataset's version."),
        Tags = spec.Tags,
        Owner = spec.Owner,
        Priority = spec.Priority,
        IdempotencyKey = idempotencyKey,
        RequestSha256 = idempotencyKey is null ? null : Convert.ToHexStringLower(SHA256.HashData(body.Span)),
    };
}
