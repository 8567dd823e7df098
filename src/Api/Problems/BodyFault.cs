using System.Text.Json;
using System.Text.RegularExpressions;
using Microsoft.AspNetCore.Diagnostics;
using TrainingService.Contracts.Runs;

namespace TrainingService.Api.Problems;

/// <summary>Says what is wrong with a small JSON body that the framework could not bind: where, and what was expected there.</summary>
internal static partial class BodyFault
{
    /// <summary>A sentence for people; null when the request did not fail over its body.</summary>
    public static string? Of(HttpContext context)
    {
        if (context.Features.Get<IExceptionHandlerFeature>()?.Error is not BadHttpRequestException bad) return null;
        if (bad.InnerException is not JsonException json) return bad.Message;
        var place = json.Path is { Length: > 2 } path ? $" at #/{path[2..].Replace('.', '/').Replace("[", "/", StringComparison.Ordinal).Replace("]", "", StringComparison.Ordinal)}" : "";
        return $"The body can't be read{place}: {Expected(json.Message)}";
    }

    private static string Expected(string message)
    {
        // The message names types of this program, which tell a client nothing.
        if (Conversion().Match(message) is { Success: true } match)
        {
            var type = typeof(RunAction).Assembly.GetType(match.Groups[1].Value);
            return type is { IsEnum: true }
                ? $"expected one of {string.Join(", ", Enum.GetNames(type).Select(JsonNamingPolicy.SnakeCaseLower.ConvertName))}."
                : "the value is of another kind than expected; /swagger has the description.";
        }

        if (Unmapped().Match(message) is { Success: true } unknown) return $"there is no member \"{unknown.Groups[1].Value}\".";
        if (Missing().Match(message) is { Success: true } missing) return $"missing: {missing.Groups[1].Value.Replace("'", "\"", StringComparison.Ordinal)}.";
        return message.Split(" Path:", 2)[0];
    }

    [GeneratedRegex(@"could not be converted to ([\w.]+\w)")]
    private static partial Regex Conversion();

    [GeneratedRegex(@"The JSON property '([^']*)' could not be mapped")]
    private static partial Regex Unmapped();

    [GeneratedRegex(@"missing required properties[^:]*: (.+?)\.?$")]
    private static partial Regex Missing();
}
