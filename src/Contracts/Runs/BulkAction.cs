using System.ComponentModel.DataAnnotations;

namespace TrainingService.Contracts.Runs;

/// <summary>One action on many runs: `POST /api/v1/runs/actions`. Either `ids` or `filter`.</summary>
public sealed record BulkAction
{
    /// <summary>Runs acted on at most.</summary>
    public const int MaxRuns = 1000;

    /// <summary>What to do.</summary>
    public required RunAction Action { get; init; }

    /// <summary>The runs.</summary>
    [MaxLength(MaxRuns)]
    public IReadOnlyList<Guid>? Ids { get; init; }

    /// <summary>All runs that match, in the language of the run list's `filter`; at most 1000.</summary>
    [StringLength(2000, MinimumLength = 1)]
    public string? Filter { get; init; }
}

/// <summary>What became of each run.</summary>
/// <param name="Action">What was to be done.</param>
/// <param name="Accepted">Runs on which it was done, or was done already.</param>
/// <param name="Refused">Runs on which it was not.</param>
/// <param name="Items">Each run, in the order given or newest first.</param>
public sealed record BulkActionResult(RunAction Action, int Accepted, int Refused, IReadOnlyList<BulkActionItem> Items);

/// <summary>What became of one run.</summary>
/// <param name="Id">The run.</param>
/// <param name="Status">The status code that the action on this run alone would be answered with.</param>
/// <param name="State">Its state afterwards; null when there is no such run.</param>
/// <param name="NewRunId">The run that `reproduce` made.</param>
/// <param name="Error">Why not, in words.</param>
public sealed record BulkActionItem(Guid Id, int Status, RunState? State, Guid? NewRunId, string? Error);
