using System.Text;
using Microsoft.Extensions.Options;
using TrainingService.Compute.Data;
using TrainingService.Compute.Specs;
using TrainingService.Compute.Training;
using TrainingService.Contracts.Reading;
using TrainingService.Contracts.Runs;
using TrainingService.Contracts.Specs;
using TrainingService.Contracts.Validation;
using TrainingService.Datasets;
using TrainingService.Datasets.Preparation;
using TrainingService.Storage.Runs;
using TrainingService.Worker.Hosting;
using TrainingService.Worker.Runs;

namespace TrainingService.Worker.Training;

/// <summary>Trainings of the real engine.</summary>
internal sealed class TrainingFactory(IDatasetPreparation preparation, IOptions<WorkerOptions> options, ILogger<TrainingFactory> logger) : ITrainingFactory
{
    public async Task<Func<ITraining>> PrepareAsync(ClaimedRun run, CancellationToken cancellation)
    {
        var reading = SpecReader.Read(Encoding.UTF8.GetBytes(run.SpecJson));
        if (!reading.IsValid) throw new RunFaultException(Refusal(reading.Errors));
        var spec = reading.Spec!;
        var data = await LoadAsync(spec, run.DatasetVersion, cancellation);
        List<SpecError> errors = [];
        var plan = RunPlan.Compile(spec, data.Description, errors);
        if (plan is null || errors.Count > 0) throw new RunFaultException(Refusal(errors));
        var report = plan.Describe();
        logger.LogInformation(
            "Planned: {Parameters} parameters, {Bytes} bytes of memory, {Steps} steps in each of {Epochs} epochs, on {Device} with {Threads} threads",
            report.Parameters, report.Memory.Total, report.StepsPerEpoch, spec.Training.Epochs, plan.Device, options.Value.Threads);
        var compute = new ComputeOptions { Threads = options.Value.Threads };
        return () => new EngineTraining(new TrainingRun(plan, data, compute));
    }

    private async Task<Dataset> LoadAsync(RunSpec spec, string version, CancellationToken cancellation)
    {
        var name = spec.Dataset.Name;
        try
        {
            return (await preparation.PrepareAsync(spec.Dataset with { Version = version }, spec.Seed, cancellation)).Dataset;
        }
        catch (DatasetSpecException e)
        {
            throw new RunFaultException(Refusal(e.Errors), e);
        }
        catch (DatasetNotFoundException e)
        {
            throw new RunFaultException(new RunFailure("dataset_not_found", $"{e.Message} It was there when the run was submitted; add it again and resubmit."), e);
        }
        catch (InvalidDataException e)
        {
            throw new RunFaultException(new RunFailure("dataset_damaged", $"The dataset \"{name}\" could not be read: {e.Message}"), e);
        }
    }

    private static RunFailure Refusal(IReadOnlyList<SpecError> errors) => new(
        "invalid_spec",
        "This version of the service can't train the spec: " + string.Join("; ", errors.Take(3).Select(error => $"{error.Pointer}: {error.Detail}"))
        + ". Validate it again and submit what is right.");
}
