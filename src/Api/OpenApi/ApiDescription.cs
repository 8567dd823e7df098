using Microsoft.OpenApi;
using TrainingService.Contracts.Json;

namespace TrainingService.Api.OpenApi;

/// <summary>The API's description (OpenAPI 3.1) at /swagger/v1/swagger.json and its page at /swagger.</summary>
internal static class ApiDescription
{
    /// <summary>Name of the one document.</summary>
    public const string Document = "v1";

    /// <summary>Adds the generator, with the wire's doc comments.</summary>
    public static IServiceCollection AddApiDescription(this IServiceCollection services)
    {
        services.AddEndpointsApiExplorer();
        return services.AddSwaggerGen(options =>
        {
            options.SwaggerDoc(Document, new OpenApiInfo
            {
                Title = "TrainingService",
                Version = Document,
                Description = "Submit training runs as JSON specs, watch them live, compare them. Errors are RFC 9457 problem documents. "
                    + "The SignalR hub is at `/hubs/runs` (streams `WatchRun(run_id, after_seq)` and `WatchRuns()`).",
            });
            options.IncludeXmlComments(Path.Combine(AppContext.BaseDirectory, $"{typeof(ContractsJson).Assembly.GetName().Name}.xml"));
            options.SupportNonNullableReferenceTypes();
            options.SchemaFilter<ShorthandSchemas>();
            options.SchemaFilter<PolymorphicSchemas>();
            options.SchemaFilter<MemberSchemas>();
            options.SchemaFilter<ProblemSchema>();
            options.OperationFilter<BodyAndParameters>();
            options.OperationFilter<ProblemResponses>();
            options.DocumentFilter<TidyDocument>();
        });
    }

    /// <summary>Serves both.</summary>
    public static IApplicationBuilder UseApiDescription(this IApplicationBuilder app) => app
        .UseSwagger(options => options.OpenApiVersion = OpenApiSpecVersion.OpenApi3_1)
        .UseSwaggerUI(options =>
        {
            options.SwaggerEndpoint($"{Document}/swagger.json", "TrainingService v1");
            options.DocumentTitle = "TrainingService API";
            options.DefaultModelsExpandDepth(0);
            options.DisplayRequestDuration();
        });
}
