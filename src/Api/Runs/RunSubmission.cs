using System.Security.Cryptography;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Mvc;
using TrainingService.Api.Datasets;
using TrainingService.Api.Specs;
using TrainingService.Contracts.Reading;
using TrainingService.Contracts.Runs;
using TrainingService.Contracts.Specs;
using TrainingService.Contracts.Validation;
using TrainingService.Datasets.Versions;
using TrainingService.Storage.Runs;
using TrainingService.Worker.Queue;

namespace TrainingService.Api.Runs;

/// <summary>`POST /api/v1/runs` and `POST /api/v1/runs/validate`: from a spec to a queued run, or to a report of what it would be.</summary>
public static class RunSubmission
{
    /// <summary>Adds both to the group of the runs.</summary>
    public static void MapSubmission(this RouteGroupBuilder runs)
    {
        ArgumentNullException.ThrowIfNull(runs);
        runs.MapPost("/", SubmitAsync).WithName("submit_run").WithSummary("Submits a run")
            .WithDescription("Checks the spec, stores the run and queues it. With an Idempotency-Key the same request may be repeated safely: it gives the run of the first time.")
            .Takes<RunSpec>().ProducesProblem(400).ProducesProblem(413).ProducesProblem(415).ProducesProblem(422);
        runs.MapPost("/validate", ValidateAsync).WithName("validate_run").WithSummary("Checks a spec without running it")
            .WithDescription("Gives every error at once, or the resolved spec with shapes, parameters and the exact memory of training.")
            .Takes<RunSpec>().ProducesProblem(400).ProducesProblem(413).ProducesProblem(415).ProducesProblem(422);
    }

    private static async Task<Results<Accepted<RunResource>, ProblemHttpResult>> SubmitAsync(
        HttpRequest request,
        [FromHeader(Name = IdempotencyKey.Header)] string? idempotencyKey,
        SpecChecker checker,
        IVersionCatalog stored,
        IVersionStore versions,
        IRunStore store,
        IRunQueue queue,
        CancellationToken cancellation)
    {
        if (IdempotencyKey.ProblemOf(request.Headers[IdempotencyKey.Header]) is { } badKey) return badKey;
        var (body, unreadable) = await SpecBody.ReadAsync(request, cancellation);
        if (unreadable is not null) return unreadable;
        var (spec, invalid) = await checker.CheckAsync(body, cancellation);
        if (invalid is not null) return invalid;

        // Until the row is written, the version that it names can't be deleted; after that the row itself prevents it.
        var (name, version) = (spec!.Spec.Dataset.Name, spec.Spec.Dataset.Version!);
        using var held = await versions.HoldAsync(name, cancellation);
        if (stored.Find(name, version) is null) return DatasetProblems.NoVersion(name, version);

        CreatedRun created;
        try
        {
            created = await store.CreateAsync(ToStore(spec.Spec, idempotencyKey, body), cancellation);
        }
        catch (IdempotencyConflictException)
        {
            return IdempotencyKey.Conflict(idempotencyKey!);
        }

        // Stored is submitted: if the queue is away, or this process dies here, the reconciler wakes a worker.
        if (created.Run.State == RunState.Queued) await queue.EnqueueAsync(created.Run.Id);
        if (!created.IsNew) request.HttpContext.Response.Headers[IdempotencyKey.ReplayedHeader] = "true";
        request.HttpContext.Response.Headers.ETag = RunHeaders.ETag(created.Run);
        return TypedResults.Accepted(RunHeaders.Location(created.Run.Id), created.Run);
    }

    private static async Task<Results<Ok<ValidationReport>, ProblemHttpResult>> ValidateAsync(
        HttpRequest request, SpecChecker checker, TimeEstimator estimator, CancellationToken cancellation)
    {
        var (body, unreadable) = await SpecBody.ReadAsync(request, cancellation);
        if (unreadable is not null) return unreadable;
        var (spec, invalid) = await checker.CheckAsync(body, cancellation);
        return invalid is not null ? invalid : TypedResults.Ok(spec!.Report with { Estimate = await estimator.EstimateAsync(spec, cancellation) });
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

    /// <summary>Declares the body for the API's description only: it is read as it came, so that errors can be pointed at.</summary>
    private static RouteHandlerBuilder Takes<T>(this RouteHandlerBuilder endpoint) => endpoint.WithMetadata(new DescribedBody(typeof(T)));
}
