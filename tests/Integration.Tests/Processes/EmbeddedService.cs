using System.Net;
using System.Net.Http.Json;
using System.Net.Sockets;
using System.Text;
using System.Text.Json;
using TrainingService.Contracts.Json;
using TrainingService.Contracts.Runs;

namespace TrainingService.Integration.Tests.Processes;

/// <summary>The API as anyone starts it, with all in one process, on a data folder of the test's.</summary>
internal sealed class EmbeddedService : IAsyncDisposable
{
    private readonly HttpClient _client;

    private EmbeddedService(ServiceProcess process, Uri address)
    {
        (Process, Address) = (process, address);
        _client = new HttpClient { BaseAddress = address };
    }

    public ServiceProcess Process { get; }

    /// <summary>Where it listens.</summary>
    public Uri Address { get; }

    /// <summary>Starts it and waits until it is ready.</summary>
    public static async Task<EmbeddedService> StartAsync(string folder, Dictionary<string, string>? more = null)
    {
        var (process, address) = Launch(folder, more);
        var service = new EmbeddedService(process, address);
        await Until.SoAsync(() => IsReadyAsync(service._client, process), ready => ready, () => process.Output);
        return service;
    }

    /// <summary>Starts the process only.</summary>
    public static (ServiceProcess Process, Uri Address) Launch(string folder, Dictionary<string, string>? more = null)
    {
        var address = new Uri($"http://127.0.0.1:{FreePort()}");
        var settings = new Dictionary<string, string>
        {
            ["ASPNETCORE_URLS"] = address.ToString(),
            ["Storage__DataFolder"] = folder,
            ["ConnectionStrings__Training"] = "",
            ["Worker__Checkpoint"] = "00:00:00.2",
            ["Worker__EpochCheckpoint"] = "00:00:00.2",
        };
        foreach (var (key, value) in more ?? []) settings[key] = value;
        return (ServiceProcess.Start("api", "TrainingService.Api.dll", settings), address);
    }

    /// <summary>Submits a run.</summary>
    public async Task<Guid> SubmitAsync(string json)
    {
        using var body = new StringContent(json, Encoding.UTF8, "application/json");
        using var answer = await _client.PostAsync(new Uri("/api/v1/runs", UriKind.Relative), body);
        var text = await answer.Content.ReadAsStringAsync();
        Assert.True(answer.StatusCode == HttpStatusCode.Accepted, text);
        return JsonSerializer.Deserialize<RunResource>(text, ContractsJson.Options)!.Id;
    }

    /// <summary>Reads a run.</summary>
    public async Task<RunResource> RunAsync(Guid id) =>
        (await _client.GetFromJsonAsync<RunResource>(new Uri($"/api/v1/runs/{id}", UriKind.Relative), ContractsJson.Options))!;

    /// <summary>Asks for a cancel.</summary>
    public async Task CancelAsync(Guid id)
    {
        using var answer = await _client.PostAsync(new Uri($"/api/v1/runs/{id}/cancel", UriKind.Relative), null);
        answer.EnsureSuccessStatusCode();
    }

    /// <summary>Where a run's time went.</summary>
    public async Task<RunProfile> ProfileAsync(Guid id) =>
        (await _client.GetFromJsonAsync<RunProfile>(new Uri($"/api/v1/runs/{id}/profile", UriKind.Relative), ContractsJson.Options))!;

    /// <summary>Does an action.</summary>
    public async Task<RunResource> ActAsync(Guid id, string action)
    {
        using var answer = await _client.PostAsync(new Uri($"/api/v1/runs/{id}/{action}", UriKind.Relative), null);
        var text = await answer.Content.ReadAsStringAsync();
        Assert.True(answer.IsSuccessStatusCode, text);
        return JsonSerializer.Deserialize<RunResource>(text, ContractsJson.Options)!;
    }

    /// <summary>A run's metric points.</summary>
    public async Task<MetricHistory> MetricsAsync(Guid id) =>
        (await _client.GetFromJsonAsync<MetricHistory>(new Uri($"/api/v1/runs/{id}/metrics", UriKind.Relative), ContractsJson.Options))!;

    /// <summary>Waits until a run is as wanted.</summary>
    public Task<RunResource> UntilAsync(Guid id, Func<RunResource, bool> wanted) => Until.SoAsync(() => RunAsync(id), wanted, () => Process.Output);

    public async ValueTask DisposeAsync()
    {
        _client.Dispose();
        await Process.DisposeAsync();
    }

    /// <summary>Whether a process answers that it is ready. Throws when it has ended.</summary>
    public static async Task<bool> IsReadyAsync(HttpClient client, ServiceProcess process)
    {
        try
        {
            using var answer = await client.GetAsync(new Uri("/healthz/ready", UriKind.Relative));
            return answer.IsSuccessStatusCode;
        }
        catch (HttpRequestException) when (!process.HasExited)
        {
            return false;
        }
    }

    private static int FreePort()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }
}
