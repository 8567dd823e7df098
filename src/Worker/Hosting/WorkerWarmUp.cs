using System.Text;
using Microsoft.Extensions.Options;
using TrainingService.Compute.Data;
using TrainingService.Compute.Specs;
using TrainingService.Compute.Training;
using TrainingService.Contracts.Datasets;
using TrainingService.Contracts.Reading;
using TrainingService.Contracts.Specs.Datasets;
using TrainingService.Contracts.Validation;
using TrainingService.Datasets;
using TrainingService.Datasets.Preparation;
using TrainingService.Storage.Runs;
using TrainingService.Worker.Training;

namespace TrainingService.Worker.Hosting;

/// <summary>
/// Trains a small network for a moment after the start, and goes through a claim and the preparation of data. Everything is compiled at its first call, all at once
/// to the best code: without this, the first run would wait for the compiler instead of for its claim.
/// </summary>
internal sealed class WorkerWarmUp(
    IRunLeases leases, IDatasetPreparation preparation, IOptions<WorkerOptions> options, ILogger<WorkerWarmUp> logger) : BackgroundService, IHostedLifecycleService
{
    private const int Rows = 200;
    private const int Side = 28;
    private const string SmallSet = "digits";

    // The network that most people begin with: what it uses is in most other networks too.
    private const string Spec = """
        {
          "dataset": { "name": "warm-up", "validation": { "fraction": 0.1 } },
          "model": { "layers": [
            { "type": "conv2d", "filters": 6, "kernel_size": 5, "padding": "same", "activation": "relu" },
            { "type": "max_pool2d", "pool_size": 2 },
            { "type": "conv2d", "filters": 16, "kernel_size": 5, "activation": "relu" },
            { "type": "max_pool2d", "pool_size": 2 },
            { "type": "flatten" },
            { "type": "dropout", "rate": 0.3 },
            { "type": "dense", "units": 120, "activation": "relu" },
            { "type": "dense", "units": 84, "activation": "relu" },
            { "type": "dense", "units": 10 } ] },
          "loss": "cross_entropy",
          "metrics": ["accuracy", "confusion_matrix"],
          "optimizer": { "type": "adam" },
          "training": { "epochs": 1, "batch_size": 128 }
        }
        """;

    private readonly TaskCompletionSource _started = new(TaskCreationOptions.RunContinuationsAsynchronously);

    public Task StartingAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StartedAsync(CancellationToken cancellationToken)
    {
        _started.TrySetResult();
        return Task.CompletedTask;
    }

    public Task StoppingAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StoppedAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        try
        {
            await _started.Task.WaitAsync(stoppingToken);
            await DedicatedThread.RunAsync("warm-up", () => Train(stoppingToken));
            await leases.RehearseAsync(options.Value.Name, stoppingToken);
            await PrepareAsync(stoppingToken);
            FreeMemory.Release();
        }
        catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
        {
            // The worker ends before it was needed.
        }
        catch (Exception exception) // Only the first run starts slower without it, and fails by itself if it must.
        {
            logger.LogWarning(exception, "The engine could not be warmed up: {Reason}", exception.Message);
        }
    }

    /// <summary>A small set that comes with the service; where it was taken out, runs prepare other data, and the first one waits.</summary>
    private async Task PrepareAsync(CancellationToken cancellation)
    {
        try
        {
            await preparation.PrepareAsync(new DatasetSpec { Name = SmallSet, Validation = new ValidationSpec { Fraction = 0.1 } }, 0, cancellation);
        }
        catch (DatasetNotFoundException)
        {
            logger.LogDebug("There is no dataset {Dataset} to warm up with", SmallSet);
        }
    }

    /// <summary>Steps that were trained.</summary>
    internal static long Train(CancellationToken cancellation)
    {
        var reading = SpecReader.Read(Encoding.UTF8.GetBytes(Spec));
        List<SpecError> errors = [.. reading.Errors];
        var data = Data();
        var plan = RunPlan.Compile(reading.Spec!, data.Description, errors) ?? throw new InvalidOperationException(string.Join("; ", errors));
        using var run = new TrainingRun(plan, data);
        while (run.Advance().Result is null) cancellation.ThrowIfCancellationRequested();
        run.Save(Stream.Null);
        run.SaveModel(Stream.Null);
        return run.Step;
    }

    private static Dataset Data()
    {
        var (pixels, labels) = (new byte[Rows * Side * Side], new int[Rows]);
        for (var i = 0; i < pixels.Length; i++) pixels[i] = (byte)(i * 31);
        for (var i = 0; i < Rows; i++) labels[i] = i % 10;
        var part = DataPart.FromBytes(pixels, labels);
        var schema = new DataSchema([Side, Side, 1], TargetKind.Class, 10, FieldKind.Bytes);
        return new Dataset(new DataDescription("warm-up", new string('0', 64), schema, Rows, Rows, null), part, part);
    }
}
