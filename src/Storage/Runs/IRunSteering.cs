using TrainingService.Contracts.Runs;

namespace TrainingService.Storage.Runs;

/// <summary>What people do to runs. The table <see cref="RunActions"/> says what is allowed where; repeating an action is harmless.</summary>
public interface IRunSteering
{
    /// <summary>Does an action other than reproduce, which makes a new run: see <see cref="IRunStore.CreateAsync"/>.</summary>
    Task<ActionOutcome> ActAsync(Guid id, RunAction action, string actor, CancellationToken cancellation);

    /// <summary>Changes what people may change.</summary>
    /// <param name="id">The run.</param>
    /// <param name="patch">What changes.</param>
    /// <param name="ifRevision">Only if the run has this revision; null for whichever.</param>
    /// <param name="cancellation">Gives up.</param>
    Task<PatchOutcome> PatchAsync(Guid id, RunPatch patch, long? ifRevision, CancellationToken cancellation);

    /// <summary>Removes rows and files of deleted runs, in portions. Gives how many runs are gone for good.</summary>
    Task<int> PurgeAsync(CancellationToken cancellation);
}

/// <summary>What an action did.</summary>
/// <param name="Run">The run afterwards; null if there is none, or if it was deleted just now.</param>
/// <param name="Result">Whether it was done.</param>
public sealed record ActionOutcome(RunResource? Run, ActionResult Result);

/// <summary>How an action ended.</summary>
public enum ActionResult
{
    /// <summary>Done, or done already.</summary>
    Accepted,

    /// <summary>There is no such run.</summary>
    NotFound,

    /// <summary>Not in this state.</summary>
    NotAllowed,

    /// <summary>A stop of a run that waits and has no checkpoint: there is nothing to keep.</summary>
    NothingToKeep,
}

/// <summary>What an edit did.</summary>
/// <param name="Run">The run afterwards, or as it is when the edit was refused; null if there is none.</param>
/// <param name="IsStale">The run has another revision than the edit was made for.</param>
public sealed record PatchOutcome(RunResource? Run, bool IsStale);
