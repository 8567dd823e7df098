namespace TrainingService.Contracts.Runs;

/// <summary>Why a run failed.</summary>
/// <param name="Code">A word for programs, such as `non_finite_loss`, `out_of_memory`, `worker_lost`, `internal_error`.</param>
/// <param name="Detail">A sentence for people: what happened, where, and what to try.</param>
public sealed record RunFailure(string Code, string Detail)
{
    /// <summary>Whose matter it is, and so whether trying again can help.</summary>
    public FailureKind Kind => FailureKinds.Of(Code);
}

/// <summary>Kinds of failures. Only faults of the infrastructure are tried again by themselves.</summary>
public enum FailureKind
{
    /// <summary>The spec or its data; it would fail the same way each time.</summary>
    UserError,

    /// <summary>The training left the numbers: loss, gradient or weights became infinite or not a number.</summary>
    NotANumber,

    /// <summary>The worker has less memory than the run needs.</summary>
    OutOfMemory,

    /// <summary>Workers that trained it were lost, one after another.</summary>
    LostWorker,

    /// <summary>Disk, database or network failed, time and again.</summary>
    Infrastructure,

    /// <summary>A fault of this service.</summary>
    Internal,
}

/// <summary>The codes of failures and their kinds.</summary>
public static class FailureKinds
{
    private static readonly Dictionary<string, FailureKind> Kinds = new()
    {
        ["invalid_spec"] = FailureKind.UserError,
        ["dataset_not_found"] = FailureKind.UserError,
        ["dataset_damaged"] = FailureKind.Infrastructure,
        ["non_finite_loss"] = FailureKind.NotANumber,
        ["non_finite_gradient"] = FailureKind.NotANumber,
        ["non_finite_weights"] = FailureKind.NotANumber,
        ["out_of_memory"] = FailureKind.OutOfMemory,
        ["worker_lost"] = FailureKind.LostWorker,
        ["infrastructure"] = FailureKind.Infrastructure,
        ["internal_error"] = FailureKind.Internal,
    };

    /// <summary>The codes there are.</summary>
    public static IReadOnlyCollection<string> Codes => Kinds.Keys;

    /// <summary>The kind of a code; one that is not known is ours.</summary>
    public static FailureKind Of(string code) => Kinds.GetValueOrDefault(code, FailureKind.Internal);
}
