namespace TrainingService.Datasets.Versions;

/// <summary>
/// A lock that all processes on a data folder respect: the operating system holds it on an open file (flock), so it ends with the process,
/// however that ends.
/// </summary>
internal static class FileLock
{
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(20);

    /// <summary>Takes the lock alone; null when somebody else has it or its folder is gone.</summary>
    public static FileStream? TryTake(string path) => Open(path, FileAccess.ReadWrite, FileShare.None);

    /// <summary>Takes the lock together with others who share it.</summary>
    public static FileStream? TryShare(string path) => Open(path, FileAccess.Read, FileShare.Read);

    /// <summary>Waits for a lock; null when it can't be had within the time.</summary>
    public static async Task<FileStream?> WaitAsync(Func<FileStream?> take, TimeSpan atMost, TimeProvider time, CancellationToken cancellation)
    {
        for (var began = time.GetTimestamp(); ; await Task.Delay(Pause, time, cancellation).ConfigureAwait(false))
        {
            if (take() is { } taken) return taken;
            if (time.GetElapsedTime(began) >= atMost) return null;
        }
    }

    private static FileStream? Open(string path, FileAccess access, FileShare share)
    {
        try
        {
            return new FileStream(path, FileMode.OpenOrCreate, access, share, bufferSize: 0);
        }
        catch (IOException)
        {
            // Held by another, or the folder was removed meanwhile: either way the lock is not ours.
            return null;
        }
    }
}
