using TrainingService.Contracts.Datasets;
using TrainingService.Datasets.Importing;
using TrainingService.Datasets.Uploads;

namespace TrainingService.Datasets.Imports;

/// <summary>Makes an import's progress visible to all processes, once a second, and stops it when it is about to fill the disk.</summary>
internal sealed class ImportProgressWriter(ImportResource begun, ImportStates states, DiskSpace disk, TimeProvider time, CancellationToken stopping)
    : IProgress<ImportProgress>, IDisposable
{
    private static readonly TimeSpan Pace = TimeSpan.FromSeconds(1);

    private readonly CancellationTokenSource end = CancellationTokenSource.CreateLinkedTokenSource(stopping);
    private readonly Lock gate = new();
    private long written;

    /// <summary>Ends the import.</summary>
    public CancellationToken Cancellation => end.Token;

    /// <summary>Whether it was ended for lack of room.</summary>
    public bool IsDiskFull { get; private set; }

    /// <summary>The newest state.</summary>
    public ImportResource Latest { get; private set; } = begun;

    public void Report(ImportProgress value)
    {
        lock (gate)
        {
            Latest = Latest with { Stage = value.Stage, File = value.File, DoneBytes = value.DoneBytes, TotalBytes = value.TotalBytes,
                Rows = value.Rows };
            if (written != 0 && time.GetElapsedTime(written) < Pace) return;
            written = time.GetTimestamp();
            if (disk.Free == 0)
            {
                IsDiskFull = true;
                end.Cancel();
                return;
            }

            states.Write(Latest);
        }
    }

    public void Dispose() => end.Dispose();
}
