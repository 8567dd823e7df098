using TrainingService.Contracts.Datasets;

namespace TrainingService.Datasets.Uploads;

/// <summary>Keeps uploads from filling the data folder's disk.</summary>
internal sealed class DiskSpace(UploadOptions options)
{
    private const int NoSpace = 28; // ENOSPC
    private const int NoQuota = 122; // EDQUOT
    private const int WindowsDiskFull = unchecked((int)0x80070070);

    /// <summary>Bytes that uploads may still take.</summary>
    public long Free => Math.Max(0, new DriveInfo(options.DataFolder).AvailableFreeSpace - options.KeepFreeBytes);

    /// <summary>Refuses what has no room.</summary>
    /// <exception cref="UploadException">The disk is too full.</exception>
    public void Ensure(long bytes, string? file = null)
    {
        if (Free is var free && bytes > free) throw Full(file, $"{Size.Of(bytes)} are to be stored and {Size.Of(free)} are free");
    }

    /// <summary>Whether an error means that the disk is full.</summary>
    public static bool IsFull(IOException exception) => exception.HResult is NoSpace or NoQuota or WindowsDiskFull;

    /// <summary>The refusal for a full disk.</summary>
    public UploadException Full(string? file, string why, Exception? cause = null) => new(
        UploadFault.DiskFull,
        new DatasetProblem(
            "disk_full", $"The service's disk has no room for this: {why} ({Size.Of(options.KeepFreeBytes)} are kept for other things).", file,
            Remedy: $"Delete versions that are not needed, or have the operator give the data folder more room. "
                + $"{UploadOptions.Section}:{nameof(UploadOptions.KeepFreeBytes)} says how much is kept free."),
        cause);
}

/// <summary>Sizes for people.</summary>
internal static class Size
{
    private static readonly string[] Units = ["B", "KiB", "MiB", "GiB", "TiB", "PiB"];

    public static string Of(long bytes)
    {
        var (value, unit) = ((double)bytes, 0);
        for (; value >= 1024 && unit < Units.Length - 1; unit++) value /= 1024;
        return FormattableString.Invariant($"{value:0.##} {Units[unit]}");
    }
}
