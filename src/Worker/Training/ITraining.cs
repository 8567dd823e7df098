using TrainingService.Compute.Training;
using TrainingService.Contracts.Runs;

namespace TrainingService.Worker.Training;

/// <summary>One training in memory, as the worker drives it: <see cref="TrainingRun"/>, behind an interface so that faults can be played in tests.</summary>
internal interface ITraining : IDisposable
{
    /// <inheritdoc cref="TrainingRun.Progress"/>
    RunProgress Progress { get; }

    /// <inheritdoc cref="TrainingRun.Step"/>
    long Step { get; }

    /// <inheritdoc cref="TrainingRun.EpochsDone"/>
    int EpochsDone { get; }

    /// <inheritdoc cref="TrainingRun.Profile"/>
    RunProfile? Profile { get; }

    /// <inheritdoc cref="TrainingRun.BestEpoch"/>
    int BestEpoch { get; }

    /// <inheritdoc cref="TrainingRun.RequestStop"/>
    void RequestStop();

    /// <inheritdoc cref="TrainingRun.Abort"/>
    void Abort();

    /// <inheritdoc cref="TrainingRun.Advance"/>
    Advance Advance();

    /// <inheritdoc cref="TrainingRun.Save"/>
    void Save(Stream destination);

    /// <inheritdoc cref="TrainingRun.SaveModel"/>
    void SaveModel(Stream destination);

    /// <inheritdoc cref="TrainingRun.Restore"/>
    void Restore(Stream source);
}
