using TrainingService.Contracts.Runs;

namespace TrainingService.Api.Live;

/// <summary>Questions to a <see cref="RunEvent"/>.</summary>
internal static class RunEvents
{
    /// <summary>Whether the run has ended with it; only another attempt or late lines of its log can follow.</summary>
    public static bool IsFinal(this RunEvent e) => e is { Type: RunEventType.State, State: { } state } && state.IsTerminal();
}
