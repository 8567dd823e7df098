using System.Net;
using System.Text.Json;

namespace TrainingService.Api.Tests.Hosting;

/// <summary>An answer that must be a problem document.</summary>
internal static class ProblemDocument
{
    /// <summary>Checks what every problem document has and gives its content.</summary>
    public static async Task<JsonElement> ExpectAsync(HttpResponseMessage answer, HttpStatusCode status)
    {
        var text = await answer.Content.ReadAsStringAsync();
        Assert.True(status == answer.StatusCode, $"expected {status}, got {answer.StatusCode}: {text}");
        Assert.Equal("application/problem+json", answer.Content.Headers.ContentType?.MediaType);
        var problem = JsonDocument.Parse(text).RootElement;
        Assert.Equal((int)status, problem.GetProperty("status").GetInt32());
        foreach (var member in new[] { "type", "title", "detail", "instance", "trace_id" })
        {
            Assert.False(string.IsNullOrWhiteSpace(problem.GetProperty(member).GetString()), $"{member} is empty in {text}");
        }

        Assert.DoesNotContain("   at ", text, StringComparison.Ordinal);
        return problem;
    }

    public static IReadOnlyList<(string Pointer, string Code, string? DidYouMean)> Errors(this JsonElement problem) =>
    [
        .. problem.GetProperty("errors").EnumerateArray().Select(error => (
            error.GetProperty("pointer").GetString()!,
            error.GetProperty("code").GetString()!,
            error.TryGetProperty("did_you_mean", out var guess) ? guess.GetString() : null)),
    ];
}
