using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using TrainingService.Api.Tests.Hosting;

namespace TrainingService.Api.Tests.Datasets;

/// <summary>The sets that come with the program are datasets like all others, but can't be changed.</summary>
[Collection(ApiGroup.Name)]
public sealed class BundledTests(ApiFixture api)
{
    private readonly HttpClient http = api.Http;

    [Theory]
    [InlineData("mnist", "[28,28,1]", "idx", null, "0 1 2 3 4 5 6 7 8 9", 60_000, 10_000)]
    [InlineData("digits", "[8,8,1]", "csv", null, "0 1 2 3 4 5 6 7 8 9", 1_437, 360)]
    [InlineData("iris", "[4]", "csv", "sepal_length_cm sepal_width_cm petal_length_cm petal_width_cm", "setosa versicolor virginica", 120, 30)]
    public async Task A_bundled_set_is_shown_with_its_fixed_use(string name, string shape, string format, string? columns, string classes, int training, int test)
    {
        var shown = await http.GetFromJsonAsync<JsonElement>($"/api/v1/datasets/{name}");
        Assert.True(shown.GetProperty("is_bundled").GetBoolean());
        Assert.Equal(("class", format), (shown.GetProperty("target").GetString(), shown.GetProperty("format").GetString()));
        Assert.Equal(shape, shown.GetProperty("input_shape").GetRawText());
        Assert.Equal(columns, shown.TryGetProperty("columns", out var names) && names.ValueKind == JsonValueKind.Array ? Words(names) : null);
        Assert.Equal(classes, Words(shown.GetProperty("classes")));
        Assert.Equal((training, test), (shown.GetProperty("training_rows").GetInt32(), shown.GetProperty("test_rows").GetInt32()));
    }

    [Fact]
    public async Task Columns_with_statistics_and_rows_can_be_looked_at()
    {
        var columns = await http.GetFromJsonAsync<JsonElement>("/api/v1/datasets/mnist/versions/newest/columns");
        Assert.Equal(["image", "label"], columns.EnumerateArray().Select(column => column.GetProperty("name").GetString()));
        var preview = await http.GetFromJsonAsync<JsonElement>("/api/v1/datasets/iris/versions/newest/preview?part=test&rows=3");
        Assert.Equal(3, preview.GetProperty("rows").GetArrayLength());
    }

    [Fact]
    public async Task It_can_be_neither_described_anew_nor_added_to_nor_deleted()
    {
        using var patched = await http.PatchAsJsonAsync("/api/v1/datasets/iris", new { description = "mine" });
        using var deleted = await http.DeleteAsync("/api/v1/datasets/iris");
        using var lost = await http.DeleteAsync("/api/v1/datasets/iris/versions/newest");
        using var content = new MultipartFormDataContent { { new StringContent("a,b\n1,2\n"), "all", "t.csv" } };
        using var added = await http.PostAsync("/api/v1/datasets/iris/versions", content);
        foreach (var answer in new[] { patched, deleted, lost, added }) await ProblemDocument.ExpectAsync(answer, HttpStatusCode.Conflict);
        Assert.Equal(1, (await http.GetFromJsonAsync<JsonElement>("/api/v1/datasets/iris")).GetProperty("versions").GetInt32());
    }

    private static string Words(JsonElement list) => string.Join(' ', list.EnumerateArray().Select(item => item.GetString()));
}
