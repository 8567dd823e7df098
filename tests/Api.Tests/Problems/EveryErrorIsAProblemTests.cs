using System.Net;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Mvc.Testing;
using Microsoft.AspNetCore.TestHost;
using Microsoft.Extensions.DependencyInjection;
using TrainingService.Api.Live;
using TrainingService.Api.Tests.Hosting;
using TrainingService.Datasets.Versions;

namespace TrainingService.Api.Tests.Problems;

[Collection(ApiGroup.Name)]
public sealed class EveryErrorIsAProblemTests(ApiFixture api)
{
    [Theory]
    [InlineData("GET", "/nowhere", HttpStatusCode.NotFound)]
    [InlineData("GET", "/api/v1/nowhere", HttpStatusCode.NotFound)]
    [InlineData("GET", "/api/v1/runs/not-an-id", HttpStatusCode.NotFound)]
    [InlineData("DELETE", "/api/v1/runs", HttpStatusCode.MethodNotAllowed)]
    public async Task What_the_router_refuses(string method, string path, HttpStatusCode status)
    {
        using var answer = await api.Http.SendAsync(new HttpRequestMessage(new HttpMethod(method), path));
        await ProblemDocument.ExpectAsync(answer, status);
    }

    [Fact]
    public async Task Also_for_a_client_that_accepts_only_events()
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, $"/api/v1/runs/{Guid.NewGuid()}/events");
        request.Headers.Accept.ParseAdd("text/event-stream");
        using var answer = await api.Http.SendAsync(request);
        await ProblemDocument.ExpectAsync(answer, HttpStatusCode.NotFound);
    }

    [Fact]
    public async Task An_unforeseen_fault_gives_a_trace_id_and_keeps_its_secrets()
    {
        var folder = Directory.CreateTempSubdirectory("api-tests-").FullName;
        await using (var broken = new BrokenApi(folder))
        {
            using var http = broken.CreateClient();
            using var answer = await http.GetAsync("/api/v1/datasets");
            var problem = await ProblemDocument.ExpectAsync(answer, HttpStatusCode.InternalServerError);
            Assert.DoesNotContain("secret", problem.GetRawText(), StringComparison.Ordinal);
        }

        Directory.Delete(folder, recursive: true);
    }

    private sealed class BrokenApi(string folder) : WebApplicationFactory<RunFeed>
    {
        protected override void ConfigureWebHost(IWebHostBuilder builder) => builder
            .UseSetting("Storage:DataFolder", folder)
            .UseSetting("Worker:Hosted", "false")
            .ConfigureTestServices(services => services.AddSingleton<IVersionCatalog, BrokenCatalog>());
    }

    private sealed class BrokenCatalog : IVersionCatalog
    {
        public IReadOnlyList<StoredDataset> List() => throw new IOException("secret");

        public StoredDataset? Find(string name) => throw new IOException("secret");

        public DatasetVersion? Find(string name, string? versionPrefix) => throw new IOException("secret");
    }
}
