namespace TrainingService.Datasets.Importing;

/// <summary>Adds up what was done and tells it on at most ten times a second.</summary>
internal sealed class ProgressMeter(IProgress<ImportProgress>? progress, TimeProvider time)
{
    private static readonly TimeSpan Interval = TimeSpan.FromMilliseconds(100);

    private readonly Lock gate = new();
    private string stage = "";
    private string? file;
    private long total;
    private long done;
    private long rows;
    private long lastTold;

    /// <summary>Begins a stage.</summary>
    public void Begin(string name, long totalBytes)
    {
        lock (gate)
        {
            (stage, total, done, file) = (name, totalBytes, 0, null);
            Tell();
        }
    }

    /// <summary>Begins a file of the stage.</summary>
    public void Open(string name)
    {
        lock (gate) file = name;
    }

    /// <summary>Adds bytes and rows that were done.</summary>
    public void Add(long bytes, long newRows = 0)
    {
        lock (gate)
        {
            done += bytes;
            rows += newRows;
            if (time.GetElapsedTime(lastTold) >= Interval) Tell();
        }
    }

    private void Tell()
    {
        lastTold = time.GetTimestamp();
        progress?.Report(new ImportProgress(stage, file, done, total, rows));
    }
}
