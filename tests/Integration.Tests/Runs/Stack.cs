using System.Globalization;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using TrainingService.Contracts.Reading;
using TrainingService.Contracts.Runs;
using TrainingService.Datasets;
using TrainingService.Datasets.Preparation;
using TrainingService.Integration.Tests.Processes;
using TrainingService.Storage.Database;
using TrainingService.Storage.Runs;
using TrainingService.Tests.Shared.Postgres;
using TrainingService.Worker.Hosting;
using TrainingService.Worker.Queue;

namespace TrainingService.Integration.Tests.Runs;

/// <summary>A database on a real Postgres, a data folder and worker processes: the stack without its API, whose part the test plays.</summary>
internal sealed class Stack : IAsyncDisposable
{
    private readonly ServiceProvider _services;
    private readonly Dictionary<string, string> _settings;
    private readonly List<ServiceProcess> _workers = [];
    private readonly Dictionary<string, ServiceProcess> _processes = [];
    private readonly string _folder;

    private Stack(string connection, string folder, (string Key, string Value)[] settings)
    {
        _folder = folder;
        _settings = new Dictionary<string, string>
        {
            ["ConnectionStrings__Training"] = connection,
            ["Storage__DataFolder"] = folder,
            ["Worker__HealthPort"] = "0",
            // Short, but not so short that a machine busy with other things makes a sound worker miss its renewals.
            ["Worker__Lease"] = "00:00:08",
            ["Worker__Checkpoint"] = "00:00:00.2",
            ["Worker__EpochCheckpoint"] = "00:00:00.2",
            ["Worker__Reconcile"] = "00:00:01",
        };
        foreach (var (key, value) in settings) _settings[key] = value;
        var configuration = new ConfigurationBuilder()
            .AddInMemoryCollection(_settings.ToDictionary(s => s.Key.Replace("__", ":", StringComparison.Ordinal), s => (string?)s.Value)).Build();
        var services = new ServiceCollection();
        services.AddLogging();
        services.AddSingleton<IConfiguration>(configuration);
        services.AddTrainingQueue(configuration);
        services.AddDatasets(configuration);
        _services = services.BuildServiceProvider();
    }

    public IRunSteering Steering => _services.GetRequiredService<IRunSteering>();

    public T Get<T>()
        where T : notnull => _services.GetRequiredService<T>();

    public IRunStore Runs => _services.GetRequiredService<IRunStore>();

    /// <summary>What all workers have printed.</summary>
    public string Output => string.Join('\n', _workers.Select(worker => $"--- {worker.Name}\n{worker.Output}"));

    /// <summary>The database.</summary>
    public string ConnectionString => _settings["ConnectionStrings__Training"];

    /// <summary>A process that was started, by its name.</summary>
    public ServiceProcess ProcessOf(string name) => _processes[name];

    /// <summary>The folder shared by all.</summary>
    public string Folder => _folder;

    /// <summary>Starts with an empty database and without workers.</summary>
    /// <param name="server">Where the database is made.</param>
    /// <param name="settings">Settings of all processes, beside the usual ones.</param>
    public static async Task<Stack> StartAsync(PostgresServer server, params (string Key, string Value)[] settings)
    {
        var stack = new Stack(await server.CreateDatabaseAsync(), Directory.CreateTempSubdirectory("training-stack-").FullName, settings);
        await stack._services.GetRequiredService<DatabaseMigrator>().MigrateAsync(CancellationToken.None);
        return stack;
    }

    /// <summary>Starts a worker process.</summary>
    public ServiceProcess StartWorker(string name, TimeSpan? lease = null)
    {
        var settings = new Dictionary<string, string>(_settings) { ["Worker__Name"] = name };
        if (lease is { } span) settings["Worker__Lease"] = span.ToString("c", CultureInfo.InvariantCulture);
        var worker = ServiceProcess.Start(name, "TrainingService.Worker.dll", settings);
        _workers.Add(worker);
        _processes[name] = worker;
        return worker;
    }

    /// <summary>Checks, stores and queues a run.</summary>
    public async Task<Guid> SubmitAsync(string json)
    {
        var id = await StoreAsync(json);
        await _services.GetRequiredService<IRunQueue>().EnqueueAsync(id);
        return id;
    }

    /// <summary>Checks and stores a run, and queues it not.</summary>
    public async Task<Guid> StoreAsync(string json)
    {
        var (resolved, data) = await Specs.PrepareAsync(json, Preparation);
        var spec = Specs.Plan(resolved, data.Description).Spec;
        return await StoreAsync(SpecWriter.Write(spec), spec.Dataset.Name, spec.Dataset.Version!);
    }

    /// <summary>Starts an API process, a replica among others, and gives its address once it is ready.</summary>
    public async Task<Uri> StartApiAsync(string name)
    {
        var (process, address) = EmbeddedService.Launch(_folder, new Dictionary<string, string>(_settings) { ["Worker__Name"] = name });
        _workers.Add(process);
        _processes[name] = process;
        using var client = new HttpClient { BaseAddress = address };
        await Until.SoAsync(() => EmbeddedService.IsReadyAsync(client, process), ready => ready, () => process.Output);
        return address;
    }

    /// <summary>Checkpoints of a run, oldest first.</summary>
    public IReadOnlyList<string> CheckpointsOf(Guid id)
    {
        var runs = Path.Combine(_folder, "runs", id.ToString());
        return Directory.Exists(runs) ? [.. Directory.EnumerateFiles(runs, "*.ckpt", SearchOption.AllDirectories).Order(StringComparer.Ordinal)] : [];
    }

    /// <summary>Stores and queues a run as it is.</summary>
    public async Task<Guid> SubmitAsync(string specJson, string dataset, string version)
    {
        var id = await StoreAsync(specJson, dataset, version);
        await _services.GetRequiredService<IRunQueue>().EnqueueAsync(id);
        return id;
    }

    /// <summary>Makes training data as the workers do.</summary>
    public IDatasetPreparation Preparation => _services.GetRequiredService<IDatasetPreparation>();

    /// <summary>Waits until a run is as wanted.</summary>
    public Task<RunResource> UntilAsync(Guid id, Func<RunResource, bool> wanted) =>
        Until.SoAsync(async () => (await Runs.FindAsync(id, CancellationToken.None))!, wanted, () => Output);

    /// <summary>Waits until a worker is training the run and has saved it at least twice, so that one checkpoint is committed.</summary>
    public async Task<RunResource> UntilSavedAsync(Guid id)
    {
        await Until.SoAsync(() => CheckpointsOf(id).Count >= 2, () => Output);
        return await UntilAsync(id, _ => true);
    }

    private async Task<Guid> StoreAsync(string specJson, string dataset, string version)
    {
        var run = new NewRun { Id = Guid.CreateVersion7(), Name = "test", SpecJson = specJson, Dataset = dataset, DatasetVersion = version };
        await Runs.CreateAsync(run, CancellationToken.None);
        return run.Id;
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var worker in _workers) await worker.DisposeAsync();
        await _services.DisposeAsync();
        Directory.Delete(_folder, recursive: true);
    }
}
