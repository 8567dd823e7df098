using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Mvc;
using TrainingService.Api.Specs;
using TrainingService.Contracts.Runs;
using TrainingService.Contracts.Specs;
using TrainingService.Contracts.Validation;

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
        RunSubmitter submitter,
        CancellationToken cancellation)
    {
        if (IdempotencyKey.ProblemOf(request.Headers[IdempotencyKey.Header]) is { } badKey) return badKey;
        var (body, unreadable) = await SpecBody.ReadAsync(request, cancellation);
        if (unreadable is not null) return unreadable;
        var (created, problem) = await submitter.SubmitAsync(body, idempotencyKey, cancellation);
        if (problem is not null) return problem;
        if (!created!.IsNew) request.HttpContext.Response.Headers[IdempotencyKey.ReplayedHeader] = "true";
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

    /// <summary>Declares the body for the API's description only: it is read as it came, so that errors can be pointed at.</summary>
    private static RouteHandlerBuilder Takes<T>(this RouteHandlerBuilder endpoint) => endpoint.WithMetadata(new DescribedBody(typeof(T)));
}
