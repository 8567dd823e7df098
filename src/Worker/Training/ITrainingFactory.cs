using TrainingService.Storage.Runs;
using TrainingService.Worker.Runs;

namespace TrainingService.Worker.Training;

/// <summary>Makes trainings out of claimed runs.</summary>
internal interface ITrainingFactory
{
    /// <summary>Reads the spec, loads the data and plans the training. What it gives allocates and initializes one, as often as called.</summary>
    /// <exception cref="RunFaultException">The run can't be trained, by whichever worker.</exception>
    Task<Func<ITraining>> PrepareAsync(ClaimedRun run, CancellationToken cancellation);
}
