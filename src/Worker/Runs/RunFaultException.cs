using TrainingService.Contracts.Runs;

namespace TrainingService.Worker.Runs;

/// <summary>The run itself is at fault: it would fail on any worker, any time.</summary>
internal sealed class RunFaultException(RunFailure failure, Exception? inner = null) : Exception(failure.Detail, inner)
{
    /// <summary>What people are told.</summary>
    public RunFailure Failure { get; } = failure;
}
