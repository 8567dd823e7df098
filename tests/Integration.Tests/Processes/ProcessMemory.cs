using System.Globalization;

namespace TrainingService.Integration.Tests.Processes;

/// <summary>What Linux tells about a process's memory.</summary>
internal static class ProcessMemory
{
    /// <summary>The most memory that a process ever had resident, pages of mapped files included.</summary>
    public static long PeakBytes(int process) => Bytes(process, "VmHWM:");

    /// <summary>Memory of the process's own, without pages of files, which the system drops when it needs them.</summary>
    public static long PrivateBytes(int process) => Bytes(process, "RssAnon:");

    /// <summary>All of it in words, and which files of datasets are mapped.</summary>
    public static string Describe(int process) => string.Join(
        ", ",
        File.ReadLines($"/proc/{process}/status").Where(line => line.StartsWith("VmHWM", StringComparison.Ordinal) || line.StartsWith("Rss", StringComparison.Ordinal))
            .Concat(File.ReadLines($"/proc/{process}/maps").Where(line => line.EndsWith(".values", StringComparison.Ordinal)).Select(line => line[line.IndexOf('/', StringComparison.Ordinal)..])));

    private static long Bytes(int process, string field)
    {
        var line = File.ReadLines($"/proc/{process}/status").Single(text => text.StartsWith(field, StringComparison.Ordinal));
        return 1024 * long.Parse(line.Split(' ', StringSplitOptions.RemoveEmptyEntries)[1], CultureInfo.InvariantCulture);
    }
}
