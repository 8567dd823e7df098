using System.Data.Common;
using System.Diagnostics;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.WebUtilities;

namespace TrainingService.Api.Problems;

/// <summary>Makes every error answer a problem document: our own, the router's, the server's and unforeseen exceptions.</summary>
internal static class ProblemSetup
{
    /// <summary>Adds the writer and the exception handler's rules.</summary>
    public static IServiceCollection AddProblems(this IServiceCollection services)
    {
        services.AddSingleton<IProblemDetailsWriter, ProblemWriter>();
        services.AddProblemDetails();
        services.Configure<ExceptionHandlerOptions>(options =>
        {
            options.StatusCodeSelector = StatusOf;
            // A wrong request is the client's matter: it is answered, not logged.
            options.SuppressDiagnosticsCallback = handled => handled.Exception is BadHttpRequestException;
        });
        // Else the framework keeps to itself what was wrong with a body.
        services.Configure<RouteHandlerOptions>(options => options.ThrowOnBadRequest = true);
        return services;
    }

    /// <summary>Catches exceptions and bare status codes of everything behind it.</summary>
    public static IApplicationBuilder UseProblems(this IApplicationBuilder app) => app.UseExceptionHandler().UseStatusCodePages();

    /// <summary>Fills in what the framework left open: a sentence that helps, the path, and an id to find the request in the log by.</summary>
    public static void Complete(HttpContext context, ProblemDetails problem)
    {
        problem.Status ??= context.Response.StatusCode;
        problem.Detail ??= DetailOf(context, problem.Status.Value);
        problem.Title ??= ReasonPhrases.GetReasonPhrase(problem.Status.Value);
        problem.Type ??= "about:blank";
        problem.Instance ??= context.Request.Path;
        problem.Extensions["trace_id"] = Activity.Current?.TraceId.ToString() ?? context.TraceIdentifier;
        problem.Extensions.Remove("traceId");
        if (problem.Status == StatusCodes.Status503ServiceUnavailable) context.Response.Headers.RetryAfter = "2";
    }

    private static int StatusOf(Exception exception) => exception switch
    {
        BadHttpRequestException bad => bad.StatusCode,
        _ when IsDatabaseDown(exception) => StatusCodes.Status503ServiceUnavailable,
        _ => StatusCodes.Status500InternalServerError,
    };

    private static bool IsDatabaseDown(Exception? exception)
    {
        for (; exception is not null; exception = exception.InnerException)
        {
            if (exception is DbException { IsTransient: true }) return true;
        }

        return false;
    }

    private static string DetailOf(HttpContext context, int status) => status switch
    {
        StatusCodes.Status400BadRequest => BodyFault.Of(context) ?? "The request could not be understood.",
        StatusCodes.Status404NotFound => $"Nothing is at {context.Request.Path}. The API's description is at /swagger.",
        StatusCodes.Status405MethodNotAllowed => $"{context.Request.Method} is not possible here; allowed: {context.Response.Headers.Allow}.",
        StatusCodes.Status413PayloadTooLarge => "The body is larger than allowed.",
        StatusCodes.Status415UnsupportedMediaType => "Send the body as JSON with the header Content-Type: application/json.",
        StatusCodes.Status503ServiceUnavailable => "The database does not answer at the moment. Nothing was changed; try again.",
        >= 500 => "An unforeseen error in the service. Its log has the details under trace_id.",
        _ => "The request was refused.",
    };
}
