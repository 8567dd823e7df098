using TrainingService.Contracts.Datasets;

namespace TrainingService.Datasets.Uploads;

/// <summary>An upload that is refused. Nothing of it is kept.</summary>
public sealed class UploadException : Exception
{
    public UploadException() : this(UploadFault.Invalid, new DatasetProblem("invalid", "The upload is not valid.")) { }

    public UploadException(string message) : this(UploadFault.Invalid, new DatasetProblem("invalid", message)) { }

    public UploadException(string message, Exception innerException) : base(message, innerException) =>
        (Fault, Problem) = (UploadFault.Invalid, new DatasetProblem("invalid", message));

    public UploadException(UploadFault fault, DatasetProblem problem, Exception? cause = null) : base(problem?.Detail, cause) =>
        (Fault, Problem) = (fault, problem ?? throw new ArgumentNullException(nameof(problem)));

    /// <summary>Whose fault it is.</summary>
    public UploadFault Fault { get; }

    /// <summary>What is wrong, where, and how to mend it.</summary>
    public DatasetProblem Problem { get; }
}

/// <summary>Kinds of refusal.</summary>
public enum UploadFault
{
    /// <summary>The request itself is wrong.</summary>
    Malformed,

    /// <summary>There is no such thing.</summary>
    NotFound,

    /// <summary>It does not fit the state that things are in.</summary>
    Conflict,

    /// <summary>Somebody else is at it.</summary>
    Busy,

    /// <summary>A limit is exceeded; the problem says which and how to raise it.</summary>
    TooLarge,

    /// <summary>The files can't be used.</summary>
    Invalid,

    /// <summary>What came is not what was sent: the checksum differs.</summary>
    Damaged,

    /// <summary>The disk has no room.</summary>
    DiskFull,
}
