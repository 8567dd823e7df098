using static TrainingService.Contracts.Runs.RunState;

namespace TrainingService.Contracts.Runs;

/// <summary>The state machine of a run as a table. Every change of state goes through <see cref="MayFollow"/>.</summary>
public static class RunStates
{
    // To Queued from a held state: the worker was lost or shut down. Out of Failed and Cancelled: somebody asked for another attempt.
    private static readonly Dictionary<RunState, RunState[]> Next = new()
    {
        [Queued] = [Starting, Paused, Cancelled, Failed],
        [Starting] = [Running, Pausing, Stopping, Cancelling, Succeeded, Failed, Cancelled, Queued],
        [Running] = [Pausing, Stopping, Cancelling, Succeeded, Failed, Cancelled, Queued],
        [Pausing] = [Paused, Running, Stopping, Cancelling, Succeeded, Failed, Cancelled, Queued],
        [Paused] = [Queued, Cancelled],
        [Stopping] = [Succeeded, Failed, Cancelling, Cancelled, Queued],
        [Cancelling] = [Cancelled, Succeeded, Failed],
        [Succeeded] = [],
        [Failed] = [Queued],
        [Cancelled] = [Queued],
    };

    /// <summary>States in which a worker holds the run's lease.</summary>
    public static IReadOnlyList<RunState> Held { get; } = [Starting, Running, Pausing, Stopping, Cancelling];

    /// <summary>States of a run that has not ended.</summary>
    public static IReadOnlyList<RunState> Alive { get; } = [.. Enum.GetValues<RunState>().Where(state => !state.IsTerminal())];

    /// <summary>Whether a run may go from one state to another.</summary>
    public static bool MayFollow(RunState from, RunState to) => Next[from].Contains(to);

    /// <summary>The states that may come after this one.</summary>
    public static IReadOnlyList<RunState> After(RunState state) => Next[state];

    /// <summary>Whether a worker holds a run in this state.</summary>
    public static bool IsHeld(this RunState state) => state is Starting or Running or Pausing or Stopping or Cancelling;

    /// <summary>Whether a run in this state has ended: it changes no more unless somebody asks for another attempt.</summary>
    public static bool IsTerminal(this RunState state) => state is Succeeded or Failed or Cancelled;
}
