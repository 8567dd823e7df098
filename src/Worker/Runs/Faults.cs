using System.Data.Common;
using System.Net.Sockets;
using Microsoft.Data.Sqlite;
using TrainingService.Contracts.Runs;

namespace TrainingService.Worker.Runs;

/// <summary>Tells the faults of a run from those of the machinery around it.</summary>
internal static class Faults
{
    private const int SqliteConstraint = 19;

    /// <summary>
    /// Whether the machinery failed (database away, disk full, network): the run is sound, and trying again, here or on another worker, can help.
    /// </summary>
    public static bool IsInfrastructure(Exception exception) => Chain(exception).Any(e => e switch
    {
        InvalidDataException => false,
        SqliteException sqlite => sqlite.SqliteErrorCode != SqliteConstraint,
        DbException database => !IsOurMistake(database.SqlState),
        IOException or TimeoutException or SocketException => true,
        _ => false,
    });

    /// <summary>What people are told when the machinery failed time and again. Messages of the operating system and the database name files and servers, not secrets.</summary>
    public static RunFailure ToInfrastructureFailure(Exception exception) => new(
        "infrastructure",
        $"The machinery around the run failed: {Chain(exception).Last().Message.TrimEnd('.')}. The run itself is sound: mend that and retry it, it goes on from its last checkpoint.");

    /// <summary>What people are told of a fault of the run. The exception itself belongs in the log.</summary>
    public static RunFailure ToFailure(Exception exception)
    {
        if (Chain(exception).OfType<RunFaultException>().FirstOrDefault() is { } fault) return fault.Failure;
        // InsufficientMemoryException is an OutOfMemoryException that was foreseen.
        if (Chain(exception).Any(e => e is OutOfMemoryException))
        {
            return new RunFailure(
                "out_of_memory",
                "The worker has not enough free memory for this run. A smaller batch_size or a smaller network needs less; `POST /api/v1/runs/validate` says how much.");
        }

        return new RunFailure(
            "internal_error",
            $"The worker failed with an error that is not the spec's ({exception.GetType().Name}). Its log has the details under this run's id; submitting the run again may help.");
    }

    // Classes 22, 23 and 42 of SQLSTATE: bad data, violated constraint, bad statement. They fail the same way each time.
    private static bool IsOurMistake(string? sqlState) => sqlState?[..2] is "22" or "23" or "42";

    private static IEnumerable<Exception> Chain(Exception? exception)
    {
        for (; exception is not null; exception = exception.InnerException) yield return exception;
    }
}
