using System.Net;
using System.Text;
using TrainingService.Api.Tests.Hosting;

namespace TrainingService.Api.Tests.Problems;

[Collection(ApiGroup.Name)]
public sealed class BadSpecTests(ApiFixture api)
{
    public static TheoryData<string, string> Unreadable => new()
    {
        { "nothing", "" },
        { "half an object", "{ \"dataset\": " },
        { "not a number", SpecTexts.Iris.Replace("16", "NaN", StringComparison.Ordinal) },
        { "nested too deep", string.Concat(Enumerable.Repeat("[", 10_000)) + string.Concat(Enumerable.Repeat("]", 10_000)) },
    };

    [Theory]
    [MemberData(nameof(Unreadable))]
    public async Task What_is_not_json_is_a_bad_request_that_says_where(string what, string body)
    {
        using var answer = await PostAsync(body);
        var problem = await ProblemDocument.ExpectAsync(answer, HttpStatusCode.BadRequest);
        Assert.True(problem.Errors().Count > 0, what);
    }

    [Fact]
    public async Task Everything_wrong_is_told_at_once_with_place_and_suggestion()
    {
        using var answer = await PostAsync("""
            { "dataset": { "name": "mnits" },
              "model": { "layers": [ { "type": "dens", "units": 8 }, { "type": "dense", "unitz": 3 } ] },
              "loss": "cross_entropi", "training": { "epochs": -1 }, "optimiser": "adam" }
            """);
        var problem = await ProblemDocument.ExpectAsync(answer, HttpStatusCode.UnprocessableEntity);
        var errors = problem.Errors();
        Assert.Contains(("#/dataset/name", "not_found", "mnist"), errors);
        Assert.Contains(errors, error => error is { Pointer: "#/model/layers/0/type", DidYouMean: "dense" });
        Assert.Contains(errors, error => error is { Pointer: "#/model/layers/1/unitz", DidYouMean: "units" });
        Assert.Contains(errors, error => error is { Pointer: "#/loss", DidYouMean: "cross_entropy" });
        Assert.Contains(errors, error => error.Pointer == "#/training/epochs");
        Assert.Contains(errors, error => error is { Pointer: "#/optimiser", DidYouMean: "optimizer" });
    }

    public static TheoryData<string, string, string> Wrong => new()
    {
        { "wrong type", "{ \"type\": \"dense\", \"units\": \"many\" }", "#/model/layers/0/units" },
        { "unknown layer", "{ \"type\": \"densse\", \"units\": 3 }", "#/model/layers/0/type" },
        { "negative size", "{ \"type\": \"dense\", \"units\": -3 }", "#/model/layers/0/units" },
        { "number out of every range", "{ \"type\": \"dense\", \"units\": 1000000000000 }", "#/model/layers/0/units" },
        { "shapes that do not fit", "{ \"type\": \"flatten\" }, { \"type\": \"max_pool2d\" }, { \"type\": \"dense\", \"units\": 10 }", "#/model/layers/1" },
        { "output that is not one per class", "{ \"type\": \"dense\", \"units\": 11 }", "#/model/layers/0" },
        { "kernel larger than its input", "{ \"type\": \"conv2d\", \"filters\": 2, \"kernel_size\": 9 }, { \"type\": \"dense\", \"units\": 10 }", "#/model/layers/0/kernel_size" },
    };

    [Theory]
    [MemberData(nameof(Wrong))]
    public async Task A_wrong_layer_is_pointed_at_and_the_service_goes_on(string what, string layers, string pointer)
    {
        using var answer = await PostAsync($$"""
            { "dataset": { "name": "digits" }, "loss": "cross_entropy", "model": { "layers": [ {{layers}} ] } }
            """);
        var problem = await ProblemDocument.ExpectAsync(answer, HttpStatusCode.UnprocessableEntity);
        Assert.True(problem.Errors().All(error => error.Pointer == pointer) && problem.Errors().Count == 1, $"{what}: {problem}");
        using var next = await PostAsync(SpecTexts.Iris);
        Assert.Equal(HttpStatusCode.Accepted, next.StatusCode);
    }

    [Fact]
    public async Task A_version_that_the_dataset_does_not_have_is_pointed_at()
    {
        using var answer = await PostAsync(SpecTexts.Iris.Replace("\"name\": \"iris\" }", "\"name\": \"iris\", \"version\": \"000000\" }", StringComparison.Ordinal));
        var problem = await ProblemDocument.ExpectAsync(answer, HttpStatusCode.UnprocessableEntity);
        Assert.Equal("#/dataset/version", Assert.Single(problem.Errors()).Pointer);
    }

    [Fact]
    public async Task A_network_of_hundreds_of_trillions_of_parameters_is_refused_without_allocating_it()
    {
        using var answer = await PostAsync("""
            { "dataset": { "name": "iris" }, "loss": "cross_entropy", "model": { "layers": [
              { "type": "dense", "units": 16777216 }, { "type": "dense", "units": 16777216 }, { "type": "dense", "units": 3 } ] } }
            """);
        var problem = await ProblemDocument.ExpectAsync(answer, HttpStatusCode.UnprocessableEntity);
        Assert.Contains(problem.Errors(), error => error is { Code: "too_large" } && error.Pointer.StartsWith("#/model/layers/1", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Five_megabytes_are_too_large_whether_announced_or_not(bool announced)
    {
        using var content = new StreamContent(new MemoryStream(Encoding.UTF8.GetBytes(new string(' ', 5 << 20))));
        content.Headers.ContentType = new("application/json");
        using var request = new HttpRequestMessage(HttpMethod.Post, "/api/v1/runs") { Content = content };
        request.Headers.TransferEncodingChunked = !announced;
        using var answer = await api.Http.SendAsync(request);
        await ProblemDocument.ExpectAsync(answer, HttpStatusCode.RequestEntityTooLarge);
    }

    [Theory]
    [InlineData("text/plain")]
    [InlineData("application/x-www-form-urlencoded")]
    public async Task A_body_that_is_not_declared_as_json_is_refused(string type)
    {
        using var answer = await api.Http.PostAsync("/api/v1/runs", new StringContent(SpecTexts.Iris, Encoding.UTF8, type));
        var problem = await ProblemDocument.ExpectAsync(answer, HttpStatusCode.UnsupportedMediaType);
        Assert.Contains(type, problem.GetProperty("detail").GetString(), StringComparison.Ordinal);
    }

    private Task<HttpResponseMessage> PostAsync(string body) => api.Http.PostAsync("/api/v1/runs", SpecTexts.Json(body));
}
