using Microsoft.OpenApi;
using Swashbuckle.AspNetCore.SwaggerGen;

namespace TrainingService.Api.OpenApi;

/// <summary>Leaves out schemas that nothing refers to: parameters' text types and the like.</summary>
internal sealed class TidyDocument : IDocumentFilter
{
    /// <inheritdoc/>
    public void Apply(OpenApiDocument swaggerDoc, DocumentFilterContext context)
    {
        swaggerDoc.Components?.Schemas?.Remove("PaddingMode");
        swaggerDoc.Servers = [new OpenApiServer { Url = "/" }];
    }
}
