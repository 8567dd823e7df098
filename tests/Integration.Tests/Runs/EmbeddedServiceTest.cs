using System.Net;
using System.Text;
using System.Text.Json;
using TrainingService.Contracts.Json;
using TrainingService.Contracts.Predictions;
using TrainingService.Contracts.Runs;
using TrainingService.Integration.Tests.Processes;

namespace TrainingService.Integration.Tests.Runs;

/// <summary>A test with a service of its own, as a laptop runs it: one real process, SQLite, the worker in it. It is used as users do, over HTTP.</summary>
public abstract class EmbeddedServiceTest : IAsyncLifetime, IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("training-service-test-").FullName;

    private protected EmbeddedService Service { get; private set; } = null!;

    private protected HttpClient Client { get; private set; } = null!;

    public async Task InitializeAsync()
    {
        Service = await EmbeddedService.StartAsync(_folder);
        Client = new HttpClient { BaseAddress = Service.Address };
    }

    public async Task DisposeAsync()
    {
        Client.Dispose();
        await Service.DisposeAsync();
    }

    public void Dispose()
    {
        Dispose(disposing: true);
        GC.SuppressFinalize(this);
    }

    protected virtual void Dispose(bool disposing)
    {
        if (disposing) Directory.Delete(_folder, recursive: true);
    }

    /// <summary>Uploads a file as a version of a dataset.</summary>
    private protected async Task UploadAsync(string dataset, string file, HttpContent content)
    {
        using var form = new MultipartFormDataContent { { content, "files", file } };
        using var answer = await Client.PostAsync(new Uri($"/api/v1/datasets/{dataset}/versions", UriKind.Relative), form);
        Assert.True(answer.IsSuccessStatusCode, await answer.Content.ReadAsStringAsync());
    }

    private protected Task UploadAsync(string dataset, string file, string text) => UploadAsync(dataset, file, new StringContent(text));

    /// <summary>Submits a spec and waits until its run has succeeded.</summary>
    private protected async Task<RunResource> TrainAsync(string spec)
    {
        var id = await Service.SubmitAsync(spec);
        var run = await Service.UntilAsync(id, r => r.State.IsTerminal());
        Assert.True(run.State == RunState.Succeeded, run.Failure?.Detail);
        return run;
    }

    private protected async Task<PredictionAnswer> PredictAsync(Guid run, string json)
    {
        using var answer = await PostAsync($"/api/v1/runs/{run}/predict", json);
        return await ReadAsync<PredictionAnswer>(answer);
    }

    private protected async Task<RunSamples> SamplesAsync(Guid run, string query)
    {
        using var answer = await Client.GetAsync(new Uri($"/api/v1/runs/{run}/samples?{query}", UriKind.Relative));
        return await ReadAsync<RunSamples>(answer);
    }

    private protected async Task<HttpResponseMessage> PostAsync(string path, string json)
    {
        using var body = new StringContent(json, Encoding.UTF8, "application/json");
        return await Client.PostAsync(new Uri(path, UriKind.Relative), body);
    }

    private static async Task<T> ReadAsync<T>(HttpResponseMessage answer)
    {
        var text = await answer.Content.ReadAsStringAsync();
        Assert.True(answer.StatusCode == HttpStatusCode.OK, text);
        return JsonSerializer.Deserialize<T>(text, ContractsJson.Options)!;
    }
}
