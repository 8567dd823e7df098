using System.Text.Json;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;
using TrainingService.Api.Tests.Hosting;

namespace TrainingService.Api.Tests.OpenApi;

[Collection(ApiGroup.Name)]
public sealed class OpenApiTests(ApiFixture api)
{
    [Fact]
    public async Task The_document_is_the_committed_one()
    {
        var now = (await api.Http.GetStringAsync("/swagger/v1/swagger.json")).ReplaceLineEndings("\n").TrimEnd() + "\n";
        var path = Repository.Path("docs/openapi.json");
        if (Environment.GetEnvironmentVariable("UPDATE_SNAPSHOTS") == "1") await File.WriteAllTextAsync(path, now);
        Assert.True(
            File.Exists(path) && await File.ReadAllTextAsync(path) == now,
            "The API's description has changed. If that was meant, run the tests with UPDATE_SNAPSHOTS=1 and commit docs/openapi.json.");
    }

    [Fact]
    public async Task Every_endpoint_of_the_api_is_described()
    {
        var paths = (await DocumentAsync()).GetProperty("paths");
        var endpoints = api.Services.GetRequiredService<EndpointDataSource>().Endpoints.OfType<RouteEndpoint>()
            .Where(endpoint => endpoint.RoutePattern.RawText!.StartsWith("/api/", StringComparison.Ordinal)).ToList();
        Assert.True(endpoints.Count >= 10);
        foreach (var endpoint in endpoints)
        {
            var path = endpoint.RoutePattern.RawText!.Replace(":guid", "", StringComparison.Ordinal).TrimEnd('/');
            foreach (var method in endpoint.Metadata.GetMetadata<HttpMethodMetadata>()!.HttpMethods)
            {
                Assert.True(
                    paths.TryGetProperty(path, out var item) && item.TryGetProperty(method.ToLowerInvariant(), out var operation)
                        && operation.TryGetProperty("operationId", out _) && operation.TryGetProperty("summary", out _),
                    $"{method} {path} is not described");
            }
        }
    }

    [Theory]
    [InlineData("LayerSpec", "conv2d", "Conv2DLayer")]
    [InlineData("LossSpec", "mse", "MeanSquaredErrorLoss")]
    [InlineData("OptimizerSpec", "adam", "AdamOptimizer")]
    [InlineData("InitializerSpec", "he_normal", "HeNormalInitializer")]
    public async Task Polymorphic_types_have_a_discriminator_and_kinds_with_their_type(string baseName, string type, string kind)
    {
        var schemas = (await DocumentAsync()).GetProperty("components").GetProperty("schemas");
        var discriminator = schemas.GetProperty(baseName).GetProperty("discriminator");
        Assert.Equal("type", discriminator.GetProperty("propertyName").GetString());
        Assert.Equal($"#/components/schemas/{kind}", discriminator.GetProperty("mapping").GetProperty(type).GetString());
        var schema = schemas.GetProperty(kind);
        Assert.Equal(type, schema.GetProperty("properties").GetProperty("type").GetProperty("enum")[0].GetString());
        Assert.Contains("type", schema.GetProperty("required").EnumerateArray().Select(name => name.GetString()));
        Assert.False(schema.GetProperty("additionalProperties").GetBoolean());
    }

    private async Task<JsonElement> DocumentAsync() => JsonDocument.Parse(await api.Http.GetStringAsync("/swagger/v1/swagger.json")).RootElement;
}
