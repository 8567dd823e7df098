using static TrainingService.Contracts.Runs.RunState;

namespace TrainingService.Contracts.Runs;

/// <summary>What people may do to a run.</summary>
public enum RunAction
{
    /// <summary>Write a checkpoint and free the worker.</summary>
    Pause,

    /// <summary>Go on from the checkpoint of a pause.</summary>
    Resume,

    /// <summary>Finish the batch, score, keep the best: the run succeeds with what it has.</summary>
    Stop,

    /// <summary>Give it up; no model comes out.</summary>
    Cancel,

    /// <summary>Another attempt at a run that failed or was cancelled, from its last checkpoint.</summary>
    Retry,

    /// <summary>A new run of the same spec, dataset version and seed, which then says whether the bits came out the same.</summary>
    Reproduce,

    /// <summary>Remove it with its metrics, events and files.</summary>
    Delete,
}

/// <summary>What each action makes of each state, as a table. An action on a state that is not in its row is a conflict.</summary>
public static class RunActions
{
    // A state that maps to itself: done already, repeating the action is harmless.
    private static readonly Dictionary<RunAction, Dictionary<RunState, RunState>> Table = new()
    {
        [RunAction.Pause] = new() { [Queued] = Paused, [Starting] = Pausing, [Running] = Pausing, [Pausing] = Pausing, [Paused] = Paused },
        [RunAction.Resume] = new() { [Paused] = Queued, [Pausing] = Running, [Queued] = Queued, [Starting] = Starting, [Running] = Running },
        // Queued and Paused only with a checkpoint: without one there is nothing to keep.
        [RunAction.Stop] = new()
        {
            [Queued] = Queued, [Paused] = Queued, [Starting] = Stopping, [Running] = Stopping, [Pausing] = Stopping, [Stopping] = Stopping,
        },
        [RunAction.Cancel] = new()
        {
            [Queued] = Cancelled, [Paused] = Cancelled, [Starting] = Cancelling, [Running] = Cancelling, [Pausing] = Cancelling,
            [Stopping] = Cancelling, [Cancelling] = Cancelling, [Cancelled] = Cancelled,
        },
        [RunAction.Retry] = new() { [Failed] = Queued, [Cancelled] = Queued },
        [RunAction.Reproduce] = new() { [Succeeded] = Succeeded },
        [RunAction.Delete] = new() { [Succeeded] = Succeeded, [Failed] = Failed, [Cancelled] = Cancelled },
    };

    /// <summary>The state that an action leads to from another; null when it is not allowed there.</summary>
    public static RunState? Target(RunAction action, RunState from) => Table[action].TryGetValue(from, out var to) ? to : null;

    /// <summary>States in which an action is allowed.</summary>
    public static IReadOnlyList<RunState> AllowedFrom(RunAction action) => [.. Table[action].Keys.Order()];

    /// <summary>Actions that are allowed in a state and change something.</summary>
    public static IReadOnlyList<RunAction> AllowedIn(RunState state, bool hasCheckpoint = true) =>
    [
        .. Enum.GetValues<RunAction>().Where(action => Target(action, state) is { } target
            && (target != state || action is RunAction.Reproduce or RunAction.Delete || (action is RunAction.Stop && state is Queued))
            && (action is not RunAction.Stop || hasCheckpoint || state.IsHeld())),
    ];
}
