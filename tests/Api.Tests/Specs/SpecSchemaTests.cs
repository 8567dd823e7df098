using System.Text.Json;
using TrainingService.Api.Tests.Hosting;

namespace TrainingService.Api.Tests.Specs;

[Collection(ApiGroup.Name)]
public sealed class SpecSchemaTests(ApiFixture api)
{
    [Fact]
    public async Task Every_example_and_every_spec_of_the_reference_is_valid()
    {
        var check = await CheckAsync();
        var files = Directory.GetFiles(Repository.Path("examples"), "*.json", SearchOption.AllDirectories)
            .Concat(Directory.GetFiles(Repository.Path("docs/reference/specs"), "*.json", SearchOption.AllDirectories)).ToList();
        Assert.True(files.Count > 30);
        foreach (var file in files) Assert.True(check.Accepts(Parse(File.ReadAllText(file))), file);
    }

    [Theory]
    [InlineData("\"epochs\": 2", "\"epochs\": 0")]
    [InlineData("\"epochs\": 2", "\"epoch\": 2")]
    [InlineData("\"type\": \"dense\", \"units\": 8", "\"type\": \"dens\", \"units\": 8")]
    [InlineData("\"units\": 8,", "")]
    [InlineData("\"cross_entropy\"", "\"accuracy\"")]
    [InlineData("\"relu\"", "7")]
    public async Task A_wrong_spec_is_not_valid(string right, string wrong)
    {
        var check = await CheckAsync();
        Assert.True(check.Accepts(Parse(SpecTexts.Iris)));
        Assert.Contains(right, SpecTexts.Iris, StringComparison.Ordinal);
        Assert.False(check.Accepts(Parse(SpecTexts.Iris.Replace(right, wrong, StringComparison.Ordinal))));
    }

    private async Task<SchemaCheck> CheckAsync()
    {
        using var answer = await api.Http.GetAsync("/api/v1/schema/run-spec");
        Assert.Equal("application/schema+json", answer.Content.Headers.ContentType!.MediaType);
        return new SchemaCheck(Parse(await answer.Content.ReadAsStringAsync()));
    }

    private static JsonElement Parse(string json) => JsonDocument.Parse(json).RootElement;
}
