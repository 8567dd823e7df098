using System.Text.Json;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Mvc.Testing;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.AspNetCore.SignalR.Client;
using Microsoft.Extensions.DependencyInjection;
using TrainingService.Api.Live;
using TrainingService.Contracts.Json;
using TrainingService.Contracts.Runs;
using TrainingService.Storage.Logs;
using TrainingService.Storage.Runs;
using TrainingService.Storage.Workers;

namespace TrainingService.Api.Tests.Hosting;

/// <summary>The real program in embedded mode on a data folder of its own and a free port, without a worker: tests play the worker.</summary>
public sealed class ApiFixture : WebApplicationFactory<RunFeed>
{
    private readonly string _folder = Directory.CreateTempSubdirectory("api-tests-").FullName;

    public ApiFixture()
    {
        UseKestrel(0);
        StartServer();
        Http = CreateClient();
    }

    public HttpClient Http { get; }

    public Uri Address => Http.BaseAddress!;

    public IRunLogs Logs => Services.GetRequiredService<IRunLogs>();

    public IWorkerRegistry Workers => Services.GetRequiredService<IWorkerRegistry>();

    public IRunSteering Steering => Services.GetRequiredService<IRunSteering>();

    public IRunStore Store => Services.GetRequiredService<IRunStore>();

    public IRunLeases Leases => Services.GetRequiredService<IRunLeases>();

    public RunFeed Feed => Services.GetRequiredService<RunFeed>();

    /// <summary>A queued run.</summary>
    public async Task<RunResource> NewRunAsync() => (await Store.CreateAsync(
        new NewRun { Id = Guid.CreateVersion7(), Name = "test", SpecJson = "{}", Dataset = "iris", DatasetVersion = new string('a', 64) },
        CancellationToken.None)).Run;

    /// <summary>A running run, held by the test.</summary>
    public async Task<FakeWorker> RunningAsync()
    {
        var run = await NewRunAsync();
        return await ClaimAsync(run.Id);
    }

    /// <summary>Takes a run that waits, as a worker does.</summary>
    public async Task<FakeWorker> ClaimAsync(Guid id)
    {
        var claim = await Leases.ClaimAsync(id, "test", TimeSpan.FromMinutes(10), CancellationToken.None);
        await Leases.BeginAsync(claim!.Lease, CancellationToken.None);
        return new FakeWorker(Leases, claim.Lease);
    }

    /// <summary>A started connection to the hub.</summary>
    public async Task<HubConnection> ConnectAsync()
    {
        var hub = new HubConnectionBuilder()
            .WithUrl(new Uri(Address, RunHub.Path))
            .AddJsonProtocol(json => ContractsJson.Apply(json.PayloadSerializerOptions))
            .Build();
        await hub.StartAsync();
        return hub;
    }

    /// <summary>The answer's body.</summary>
    public static async Task<T> ReadAsync<T>(HttpResponseMessage answer) =>
        JsonSerializer.Deserialize<T>(await answer.Content.ReadAsStringAsync(), ContractsJson.Options)!;

    protected override void ConfigureWebHost(IWebHostBuilder builder)
    {
        builder.UseSetting("Storage:DataFolder", _folder);
        builder.UseSetting("Worker:Hosted", "false");
        builder.UseSetting("Feed:Heartbeat", "00:00:00.300");
        builder.UseSetting("Feed:Pace", "00:00:00.010");
        builder.UseSetting("Feed:QueuePoll", "00:00:00.200");
        builder.UseSetting("Feed:QueuePace", "00:00:00.020");
        // Who does not take an answer is cut sooner than in service, so that tests see what is and what isn't.
        builder.ConfigureServices(services => services.Configure<KestrelServerOptions>(
            kestrel => kestrel.Limits.MinResponseDataRate = new MinDataRate(bytesPerSecond: 100_000, gracePeriod: TimeSpan.FromSeconds(8))));
    }

    protected override void Dispose(bool disposing)
    {
        base.Dispose(disposing);
        if (disposing && Directory.Exists(_folder)) Directory.Delete(_folder, recursive: true);
    }
}

[CollectionDefinition(Name)]
public sealed class ApiGroup : ICollectionFixture<ApiFixture>
{
    public const string Name = "Api";
}
