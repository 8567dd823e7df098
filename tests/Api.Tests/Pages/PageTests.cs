using System.Net;
using TrainingService.Api.Tests.Hosting;

namespace TrainingService.Api.Tests.Pages;

[Collection(ApiGroup.Name)]
public sealed class PageTests(ApiFixture api)
{
    [Fact]
    public async Task The_root_is_the_page_asked_for_anew_each_time_and_bound_to_scripts_of_its_own()
    {
        using var answer = await api.Http.GetAsync("/");
        Assert.Equal("text/html", answer.Content.Headers.ContentType!.MediaType);
        Assert.True(answer.Headers.CacheControl!.NoCache);
        var policy = Assert.Single(answer.Headers.GetValues("Content-Security-Policy"));
        Assert.Contains("script-src 'self';", policy, StringComparison.Ordinal);
        Assert.Contains("default-src 'none'", policy, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Vendored_libraries_may_be_kept_for_good_as_their_folder_names_their_version()
    {
        var page = await api.Http.GetAsync("/lib/microsoft-signalr-10.0.11/signalr.min.js");
        Assert.Contains("immutable", page.Headers.CacheControl!.ToString(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("/healthz/live")]
    [InlineData("/healthz/ready")]
    [InlineData("/swagger/index.html")]
    public async Task Health_and_swagger_answer(string path)
    {
        using var answer = await api.Http.GetAsync(path);
        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
    }
}
