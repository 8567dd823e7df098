using Microsoft.AspNetCore.Mvc;
using Microsoft.Extensions.Options;
using HttpJsonOptions = Microsoft.AspNetCore.Http.Json.JsonOptions;

namespace TrainingService.Api.Problems;

/// <summary>Writes problem documents whatever the client accepts: the framework's writer leaves the body empty for `Accept: text/event-stream`.</summary>
internal sealed class ProblemWriter(IOptions<HttpJsonOptions> json) : IProblemDetailsWriter
{
    /// <inheritdoc/>
    public bool CanWrite(ProblemDetailsContext context) => true;

    /// <inheritdoc/>
    public ValueTask WriteAsync(ProblemDetailsContext context)
    {
        var response = context.HttpContext.Response;
        ProblemSetup.Complete(context.HttpContext, context.ProblemDetails);
        response.StatusCode = context.ProblemDetails.Status ?? response.StatusCode;
        response.Headers.CacheControl = "no-store";
        return new(response.WriteAsJsonAsync<ProblemDetails>(
            context.ProblemDetails, json.Value.SerializerOptions, "application/problem+json", context.HttpContext.RequestAborted));
    }
}
