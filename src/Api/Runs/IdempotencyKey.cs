using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.Extensions.Primitives;
using TrainingService.Api.Problems;

namespace TrainingService.Api.Runs;

/// <summary>The header that makes a repeated submission safe.</summary>
internal static class IdempotencyKey
{
    /// <summary>Its name.</summary>
    public const string Header = "Idempotency-Key";

    /// <summary>Set on the answer to a repeated submission.</summary>
    public const string ReplayedHeader = "Idempotency-Replayed";

    private const int MaxLength = 200;

    /// <summary>What is wrong with the given header, or null.</summary>
    public static ProblemHttpResult? ProblemOf(StringValues values)
    {
        if (values.Count == 0) return null;
        if (values.Count > 1) return Wrong("it is given more than once.");
        var key = values.ToString();
        if (key.Length == 0) return Wrong("it is empty.");
        if (key.Length > MaxLength) return Wrong($"it has {key.Length} characters.");
        return key.All(c => c is >= '!' and <= '~') ? null : Wrong("it has a space or a character that is not ASCII.");
    }

    /// <summary>The key came with another body before.</summary>
    public static ProblemHttpResult Conflict(string key) => Problem.Of(
        StatusCodes.Status422UnprocessableEntity,
        "The idempotency key was used before",
        $"The key \"{key}\" came with another body the first time. Repeat that body to get its run, or take a new key for a new run.");

    private static ProblemHttpResult Wrong(string why) => Problem.Parameter(Header, why, $"1 to {MaxLength} visible ASCII characters");
}
