namespace TrainingService.Api.Hosting;

/// <summary>Answers of the API are of this moment: no cache may keep them.</summary>
internal sealed class NoStore : IEndpointFilter
{
    /// <inheritdoc/>
    public ValueTask<object?> InvokeAsync(EndpointFilterInvocationContext context, EndpointFilterDelegate next)
    {
        context.HttpContext.Response.Headers.CacheControl = "no-store";
        return next(context);
    }
}
