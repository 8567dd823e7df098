using TrainingService.Datasets.Bundled;

namespace TrainingService.Api.Datasets;

/// <summary>Lets requests wait until the sets that come with the program are imported: at once but for the first seconds of a new data folder.</summary>
internal sealed class BundledFilter(IBundledDatasets bundled) : IEndpointFilter
{
    /// <inheritdoc/>
    public async ValueTask<object?> InvokeAsync(EndpointFilterInvocationContext context, EndpointFilterDelegate next)
    {
        await bundled.ReadyAsync(context.HttpContext.RequestAborted);
        return await next(context);
    }
}
