using Microsoft.AspNetCore.Http.HttpResults;
using TrainingService.Contracts.Filters;

namespace TrainingService.Api.Runs;

/// <summary>Answers to expressions that can't be read.</summary>
internal static class FilterProblems
{
    private const int Shown = 24;

    /// <summary>400 with every error and its place in the expression.</summary>
    public static ProblemHttpResult Of(string parameter, string text, IReadOnlyList<FilterError> errors)
    {
        var first = errors[0];
        var meant = first.DidYouMean is null ? "" : $" Did you mean {first.DidYouMean}?";
        return TypedResults.Problem(
            statusCode: StatusCodes.Status400BadRequest,
            title: $"The {parameter} is not valid",
            detail: $"{parameter}, {Place(text, first)}: {first.Detail}{meant}",
            extensions: [new("parameter", parameter), new("errors", errors)]);
    }

    private static string Place(string text, FilterError error)
    {
        if (error.Position >= text.Length) return "at the end";
        var piece = text.Substring(error.Position, Math.Min(Math.Max(error.Length, 1), text.Length - error.Position));
        return $"character {error.Position + 1}, at \"{(piece.Length <= Shown ? piece : piece[..Shown] + "…")}\"";
    }
}
