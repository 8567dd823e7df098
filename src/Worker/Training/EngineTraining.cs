using TrainingService.Compute.Training;
using TrainingService.Contracts.Runs;

namespace TrainingService.Worker.Training;

/// <summary>The engine's run as an <see cref="ITraining"/>.</summary>
internal sealed class EngineTraining(TrainingRun run) : ITraining
{
    public RunProgress Progress => run.Progress;

    public long Step => run.Step;

    public int EpochsDone => run.EpochsDone;

    public RunProfile? Profile => run.Profile;

    public int BestEpoch => run.BestEpoch;

    public void RequestStop() => run.RequestStop();

    public void Abort() => run.Abort();

    public Advance Advance() => run.Advance();

    public void Save(Stream destination) => run.Save(destination);

    public void SaveModel(Stream destination) => run.SaveModel(destination);

    public void Restore(Stream source) => run.Restore(source);

    public void Dispose() => run.Dispose();
}
