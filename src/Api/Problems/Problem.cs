using Microsoft.AspNetCore.Http.HttpResults;
using TrainingService.Contracts.Json;
using TrainingService.Contracts.Reading.Names;
using TrainingService.Contracts.Runs;
using TrainingService.Contracts.Validation;

namespace TrainingService.Api.Problems;

/// <summary>Makes RFC 9457 problem documents. Every error of the API goes through here or through <see cref="ProblemSetup"/>.</summary>
internal static class Problem
{
    /// <summary>A problem in a sentence.</summary>
    public static ProblemHttpResult Of(int status, string title, string detail) =>
        TypedResults.Problem(statusCode: status, title: title, detail: detail);

    /// <summary>A body that is no JSON (400) or no right spec (422), with everything wrong in it.</summary>
    public static ProblemHttpResult Spec(bool isJson, IReadOnlyList<SpecError> errors)
    {
        var status = isJson ? StatusCodes.Status422UnprocessableEntity : StatusCodes.Status400BadRequest;
        var title = isJson ? "The spec is not valid" : "The body is not valid JSON";
        var detail = errors.Count == 1 ? errors[0].Detail : $"{errors.Count} errors; the first: {errors[0].Detail}";
        return WithErrors(status, title, detail, errors);
    }

    /// <summary>Rows of a prediction that can't be read (422), with everything wrong in them.</summary>
    public static ProblemHttpResult Rows(IReadOnlyList<SpecError> errors) => WithErrors(
        StatusCodes.Status422UnprocessableEntity, "The rows are not valid", errors.Count == 1 ? errors[0].Detail : $"{errors.Count} errors; the first: {errors[0].Detail}", errors);

    /// <summary>A query parameter or header with a wrong value.</summary>
    public static ProblemHttpResult Parameter(string name, string detail, string expected, string? didYouMean = null) => TypedResults.Problem(
        statusCode: StatusCodes.Status400BadRequest,
        title: "A parameter is not valid",
        detail: $"{name}: {detail}",
        extensions: [new("parameter", name), new("expected", expected), .. Optional("did_you_mean", didYouMean)]);

    /// <summary>The first parameter of a query that is none of those there are; null if all are.</summary>
    public static ProblemHttpResult? UnknownParameter(IQueryCollection query, IReadOnlyCollection<string> names) =>
        query.Keys.FirstOrDefault(key => !names.Contains(key)) is { } unknown
            ? Parameter(unknown, "there is no such parameter.", $"one of {string.Join(", ", names)}", Suggest.Nearest(unknown, names))
            : null;

    /// <summary>There is no such thing.</summary>
    public static ProblemHttpResult NotFound(string what, string where) =>
        Of(StatusCodes.Status404NotFound, "Not found", $"There is no {what}. {where}");

    /// <summary>There is no run of that id.</summary>
    public static ProblemHttpResult NoRun(Guid id) => NotFound($"run {id}", "GET /api/v1/runs lists those there are.");

    /// <summary>An action that the run's state does not allow.</summary>
    public static ProblemHttpResult NotFrom(RunState state, string action, IReadOnlyList<RunState> allowed)
    {
        var names = allowed.Select(WireNames.Of).ToList();
        return TypedResults.Problem(
            statusCode: StatusCodes.Status409Conflict,
            title: "Not possible in this state",
            detail: $"The run is {WireNames.Of(state)}; {action} is possible for runs that are {string.Join(" or ", names)}.",
            extensions: [new("state", WireNames.Of(state)), new("allowed", names)]);
    }

    private static ProblemHttpResult WithErrors(int status, string title, string detail, IReadOnlyList<SpecError> errors) =>
        TypedResults.Problem(statusCode: status, title: title, detail: detail, extensions: [new("errors", errors)]);

    private static IEnumerable<KeyValuePair<string, object?>> Optional(string name, string? value) => value is null ? [] : [new(name, value)];
}
