using Microsoft.AspNetCore.Http.HttpResults;
using TrainingService.Api.Problems;
using TrainingService.Contracts.Datasets;
using TrainingService.Contracts.Runs;
using TrainingService.Datasets.Importing;
using TrainingService.Datasets.Uploads;

namespace TrainingService.Api.Datasets;

/// <summary>Refusals of uploads and files as problem documents: `problems` names file, entry, row and column of each.</summary>
internal static class DatasetProblems
{
    /// <summary>The status of tus for a piece whose checksum differs.</summary>
    private const int ChecksumMismatch = 460;

    /// <summary>A refused upload.</summary>
    public static ProblemHttpResult Of(UploadException refusal) => Of(StatusOf(refusal.Fault), [refusal.Problem]);

    /// <summary>Files that can't be read.</summary>
    public static ProblemHttpResult Of(DatasetProblemException refusal) => Of(refusal.Problems);

    /// <summary>What an import ended with.</summary>
    public static ProblemHttpResult Of(IReadOnlyList<DatasetProblem> problems) => Of(
        problems[0].Code switch
        {
            "disk_full" => StatusCodes.Status507InsufficientStorage,
            "too_large" => StatusCodes.Status413PayloadTooLarge,
            "interrupted" => StatusCodes.Status503ServiceUnavailable,
            "internal" => StatusCodes.Status500InternalServerError,
            _ => StatusCodes.Status422UnprocessableEntity,
        },
        problems);

    /// <summary>A version that runs name.</summary>
    public static ProblemHttpResult InUse(string name, string version, IReadOnlyList<RunResource> runs)
    {
        var shown = string.Join(", ", runs.Select(run => $"\"{run.Name}\" ({run.Id})"));
        return TypedResults.Problem(
            statusCode: StatusCodes.Status409Conflict,
            title: "The version is in use",
            detail: runs.Count == 0
                ? $"{name} {version[..12]} is about to be used by a run that is being submitted. Try again."
                : $"{name} {version[..12]} is named by {shown}, which could not be repeated without it.",
            extensions: [new("runs", runs.Select(run => run.Id))]);
    }

    /// <summary>There is no version like that.</summary>
    public static ProblemHttpResult NoVersion(string name, string version) =>
        Problem.NotFound($"version \"{version}\" of dataset \"{name}\"", $"GET /api/v1/datasets/{name}/versions lists those there are.");

    private static ProblemHttpResult Of(int status, IReadOnlyList<DatasetProblem> problems)
    {
        var first = problems[0];
        string?[] places = [first.File, first.Entry, first.Row is { } row ? $"row {row}" : null, first.Column is { } column
            ? $"column {column}" : null];
        var place = string.Join(", ", places.OfType<string>());
        var more = problems.Count > 1 ? $" ({problems.Count - 1} more in problems)" : "";
        return TypedResults.Problem(
            statusCode: status, title: TitleOf(status), detail: $"{(place.Length > 0 ? $"{place}: " : "")}{first.Detail}{more}",
                extensions: [new("problems", problems)]);
    }

    private static int StatusOf(UploadFault fault) => fault switch
    {
        UploadFault.Malformed => StatusCodes.Status400BadRequest,
        UploadFault.NotFound => StatusCodes.Status404NotFound,
        UploadFault.Conflict => StatusCodes.Status409Conflict,
        UploadFault.Busy => StatusCodes.Status423Locked,
        UploadFault.TooLarge => StatusCodes.Status413PayloadTooLarge,
        UploadFault.Damaged => ChecksumMismatch,
        UploadFault.DiskFull => StatusCodes.Status507InsufficientStorage,
        _ => StatusCodes.Status422UnprocessableEntity,
    };

    private static string TitleOf(int status) => status switch
    {
        StatusCodes.Status400BadRequest => "The request can't be understood",
        StatusCodes.Status404NotFound => "Not found",
        StatusCodes.Status409Conflict => "Not possible in this state",
        StatusCodes.Status423Locked => "In use by another request",
        StatusCodes.Status413PayloadTooLarge => "Too large",
        ChecksumMismatch => "Checksum mismatch",
        StatusCodes.Status507InsufficientStorage => "The disk is full",
        StatusCodes.Status503ServiceUnavailable => "Interrupted",
        StatusCodes.Status500InternalServerError => "An unforeseen error",
        _ => "The files can't be used",
    };
}

/// <summary>Turns refusals into answers.</summary>
internal sealed class RefusalFilter : IEndpointFilter
{
    /// <inheritdoc/>
    public async ValueTask<object?> InvokeAsync(EndpointFilterInvocationContext context, EndpointFilterDelegate next)
    {
        try
        {
            return await next(context);
        }
        catch (UploadException refusal)
        {
            return DatasetProblems.Of(refusal);
        }
        catch (DatasetProblemException refusal)
        {
            return DatasetProblems.Of(refusal);
        }
    }
}
