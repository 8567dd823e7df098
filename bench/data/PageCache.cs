using System.Runtime.InteropServices;
using TrainingService.Compute.Data;

namespace TrainingService.DataBench;

/// <summary>Takes files out of the system's memory, so that they are read from the disk the next time.</summary>
internal static unsafe partial class PageCache
{
    private const int DontNeed = 4; // Of madvise and of posix_fadvise.

    /// <summary>Drops the pages of mapped data: from this process first, for the system keeps what is mapped; then from its cache.</summary>
    public static void Drop(DataPart part, string folder)
    {
        foreach (var field in part.Fields.Where(field => field.IsOnDisk))
        {
            if (Advise(field.Values, (nuint)field.Bytes, DontNeed) != 0) throw new IOException($"madvise: errno {Marshal.GetLastPInvokeError()}");
        }

        foreach (var file in Directory.GetFiles(folder, "*", SearchOption.AllDirectories))
        {
            using var handle = File.OpenHandle(file);
            var error = AdviseFile((int)handle.DangerousGetHandle(), 0, 0, DontNeed);
            if (error != 0) throw new IOException($"posix_fadvise of {file}: error {error}");
        }
    }

    /// <summary>The share of a field's pages that are in memory.</summary>
    public static double InMemory(FieldData field)
    {
        var flags = new byte[(field.Bytes + Environment.SystemPageSize - 1) / Environment.SystemPageSize];
        fixed (byte* first = flags)
        {
            if (InCore(field.Values, (nuint)field.Bytes, first) != 0) throw new IOException($"mincore: errno {Marshal.GetLastPInvokeError()}");
        }

        return flags.Count(flag => (flag & 1) != 0) / (double)flags.Length;
    }

    [LibraryImport("libc", EntryPoint = "madvise", SetLastError = true)]
    private static partial int Advise(void* start, nuint length, int what);

    [LibraryImport("libc", EntryPoint = "posix_fadvise")]
    private static partial int AdviseFile(int file, long offset, long length, int what);

    [LibraryImport("libc", EntryPoint = "mincore", SetLastError = true)]
    private static partial int InCore(void* start, nuint length, byte* flags);
}
