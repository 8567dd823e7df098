using System.Globalization;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Mvc;
using TrainingService.Api.Problems;
using TrainingService.Contracts.Runs;
using TrainingService.Storage.Runs;

namespace TrainingService.Api.Runs;

/// <summary>`PATCH /api/v1/runs/{id}`: name, tags, notes, priority.</summary>
public static class PatchEndpoint
{
    private const int MaxTag = 100;

    /// <summary>Adds it to the group of the runs.</summary>
    public static void MapPatch(this RouteGroupBuilder runs)
    {
        ArgumentNullException.ThrowIfNull(runs);
        runs.MapPatch("/{id:guid}", PatchAsync).WithName("edit_run").WithSummary("Edits name, tags, notes or priority of a run")
            .WithDescription(
                "With `If-Match` and the ETag of a read, the edit is refused (412) when somebody else edited the run in between. Epochs and states that came in between "
                + "do no harm: only the part of the ETag after the dot counts. Without `If-Match` the last edit wins.")
            .ProducesProblem(400).ProducesProblem(404).ProducesProblem(412);
    }

    private static async Task<Results<Ok<RunResource>, ProblemHttpResult>> PatchAsync(
        Guid id, RunPatch patch, [FromHeader(Name = "If-Match")] string? ifMatch, IRunSteering steering, HttpResponse response, CancellationToken cancellation)
    {
        if (ProblemOf(patch) is { } wrong) return wrong;
        var (revision, unreadable) = RevisionOf(ifMatch);
        if (unreadable is not null) return unreadable;
        var (run, isStale) = await steering.PatchAsync(id, patch, revision, cancellation);
        if (run is null) return Problem.NoRun(id);
        response.Headers.ETag = RunHeaders.ETag(run);
        if (!isStale) return TypedResults.Ok(run);
        return Problem.Of(
            StatusCodes.Status412PreconditionFailed, "The run was edited meanwhile",
            $"If-Match names revision {revision}, the run has {run.Revision}. Read it again, look at what changed, and repeat the edit with its ETag.");
    }

    private static ProblemHttpResult? ProblemOf(RunPatch patch) => patch switch
    {
        { Name: { Length: 0 or > 200 } name } => Problem.Parameter("name", $"it has {name.Length} characters.", "1 to 200 characters"),
        { Tags: { Count: > 32 } tags } => Problem.Parameter("tags", $"there are {tags.Count}.", "at most 32 tags"),
        { Tags: { } tags } when tags.FirstOrDefault(tag => tag is not { Length: > 0 and <= MaxTag }) is { } tag =>
            Problem.Parameter("tags", $"one has {tag.Length} characters.", $"1 to {MaxTag} characters each"),
        { Notes: { Length: > 10_000 } notes } => Problem.Parameter("notes", $"they have {notes.Length} characters.", "at most 10000 characters"),
        { Priority: < -100 or > 100 } => Problem.Parameter("priority", $"{patch.Priority} is not allowed.", "an integer from -100 to 100"),
        { Name: null, Tags: null, Notes: null, Priority: null } =>
            Problem.Parameter("body", "nothing is to be changed.", "one or more of name, tags, notes, priority"),
        _ => null,
    };

    private static (long? Revision, ProblemHttpResult? Problem) RevisionOf(string? ifMatch)
    {
        if (ifMatch is null or "*") return (null, null);
        var text = ifMatch.Trim().Trim('"');
        var dot = text.IndexOf('.', StringComparison.Ordinal);
        if (dot > 0 && long.TryParse(text.AsSpan(dot + 1), NumberStyles.None, CultureInfo.InvariantCulture, out var revision)) return (revision, null);
        return (null, Problem.Parameter("If-Match", $"{ifMatch} is not an ETag of a run.", "the ETag that reading the run gave, such as \"17.2\", or *"));
    }
}
