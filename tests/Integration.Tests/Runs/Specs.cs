using System.Text;
using TrainingService.Compute.Data;
using TrainingService.Compute.Specs;
using TrainingService.Compute.Training;
using TrainingService.Contracts.Reading;
using TrainingService.Contracts.Runs;
using TrainingService.Contracts.Validation;
using TrainingService.Datasets.Preparation;

namespace TrainingService.Integration.Tests.Runs;

/// <summary>Specs that take some seconds, and what they come to without any disturbance.</summary>
internal static class Specs
{
    /// <summary>Several epochs of a small network with everything a checkpoint must hold: momentum, dropout, early stopping, a validation part.</summary>
    public static string Finite(int epochs) => $$"""
        {
          "name": "kill-test",
          "dataset": { "name": "mnist", "validation": { "fraction": 0.1, "stratify": true } },
          "model": { "layers": [
            { "type": "flatten" },
            { "type": "dense", "units": 32, "activation": "relu" },
            { "type": "dropout", "rate": 0.2 },
            { "type": "dense", "units": 10 } ] },
          "loss": "cross_entropy",
          "metrics": ["accuracy"],
          "optimizer": { "type": "adam", "learning_rate": 0.001 },
          "training": { "epochs": {{epochs}}, "batch_size": 16, "early_stopping": { "monitor": "val_loss", "patience": 50, "restore_best": true } },
          "seed": 7
        }
        """;

    /// <summary>A run of a fraction of a second.</summary>
    public const string Small = """
        {
          "name": "small",
          "dataset": { "name": "iris" },
          "model": { "layers": [ { "type": "dense", "units": 8, "activation": "relu" }, { "type": "dense", "units": 3 } ] },
          "loss": "cross_entropy",
          "training": { "epochs": 5, "batch_size": 16 },
          "seed": 1
        }
        """;

    /// <summary>A spec that does not end by itself within a test.</summary>
    public static string Endless => Finite(1_000_000);

    /// <summary>Reads and plans a spec.</summary>
    public static RunPlan Plan(string json, DataDescription data)
    {
        var reading = SpecReader.Read(Encoding.UTF8.GetBytes(json));
        Assert.Empty(reading.Errors);
        List<SpecError> errors = [];
        var plan = RunPlan.Compile(reading.Spec!, data, errors);
        Assert.Empty(errors);
        return plan!;
    }

    /// <summary>The data of a spec and the spec that goes with it, worked out as the service does.</summary>
    public static async Task<(string Json, Dataset Data)> PrepareAsync(string json, IDatasetPreparation preparation)
    {
        var reading = SpecReader.Read(Encoding.UTF8.GetBytes(json));
        Assert.Empty(reading.Errors);
        List<SpecError> errors = [];
        var described = await preparation.DescribeAsync(reading.Spec!.Dataset, reading.Spec.Seed, errors);
        Assert.Empty(errors);
        var spec = reading.Spec with { Dataset = described!.Spec };
        return (SpecWriter.Write(spec), (await preparation.PrepareAsync(spec.Dataset, spec.Seed)).Dataset);
    }

    /// <summary>The result of training a spec in one go, in this process.</summary>
    public static async Task<RunResult> UnbrokenAsync(string json, IDatasetPreparation preparation)
    {
        (json, var data) = await PrepareAsync(json, preparation);
        using var run = new TrainingRun(Plan(json, data.Description), data);
        while (true)
        {
            if (run.Advance().Result is { } result) return result;
        }
    }
}
