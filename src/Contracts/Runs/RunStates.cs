namespace TrainingService.Contracts.Runs;

/// <summary>The state machine of a run as a table. Every change of state goes through <see cref="MayFollow"/>.</summary>
public static class RunStates
{
    private static readonly Dictionary<RunState, RunState[]> Next = new()
    {
        // Queued → Failed: a run that no worker could ever start. Running → Queued: its worker was lost and it goes back to the queue.
        [RunState.Queued] = [RunState.Running, RunState.Cancelled, RunState.Failed],
        [RunState.Running] = [RunState.Succeeded, RunState.Failed, RunState.Cancelling, RunState.Cancelled, RunState.Queued],
        [RunState.Cancelling] = [RunState.Cancelled, RunState.Succeeded, RunState.Failed],
        [RunState.Succeeded] = [],
        [RunState.Failed] = [],
        [RunState.Cancelled] = [],
    };

    /// <summary>Whether a run may go from one state to another.</summary>
    public static bool MayFollow(RunState from, RunState to) => Next[from].Contains(to);

    /// <summary>The states that may come after this one.</summary>
    public static IReadOnlyList<RunState> After(RunState state) => Next[state];

    /// <summary>Whether a run in this state never changes again.</summary>
    public static bool IsTerminal(this RunState state) => Next[state].Length == 0;
}
