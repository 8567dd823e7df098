using System.Runtime.InteropServices;

namespace TrainingService.Datasets.Preparation;

/// <summary>
/// What can be told to Linux about pages of a mapped file. All of it is advice: without it the same bytes are read, only later. Elsewhere nothing is said.
/// </summary>
internal static unsafe partial class PageAdvice
{
    private const int Random = 1;
    private const int WillNeed = 3;
    private const int Samples = 64;
    private const int SampleBytes = 1 << 20;

    /// <summary>Rows will be read in no order: a page that is read draws in none beside it.</summary>
    public static void ReadsAreScattered(byte* start, long bytes) => Tell(start, bytes, Random);

    /// <summary>These bytes will be read soon: the system begins to read those that are not in memory and does not wait for them.</summary>
    public static void WillBeRead(byte* start, long bytes) => Tell(start, bytes, WillNeed);

    /// <summary>Whether pages are in memory, of a large file by 64 samples of 1 MB; true where the system does not say.</summary>
    public static bool AreInMemory(byte* start, long bytes)
    {
        if (!OperatingSystem.IsLinux()) return true;
        var page = Environment.SystemPageSize;
        Span<byte> flags = stackalloc byte[SampleBytes / page + 1];
        var (step, length) = bytes <= (long)Samples * SampleBytes ? (SampleBytes, SampleBytes) : ((bytes - SampleBytes) / (Samples - 1), (long)SampleBytes);
        for (var at = 0L; at < bytes; at += step)
        {
            var from = start + at / page * page;
            var count = Math.Min(length, start + bytes - from);
            fixed (byte* first = flags)
            {
                if (InCore(from, (nuint)count, first) != 0) return true;
            }

            foreach (var flag in flags[..(int)((count + page - 1) / page)])
            {
                if ((flag & 1) == 0) return false;
            }
        }

        return true;
    }

    private static void Tell(byte* start, long bytes, int what)
    {
        if (!OperatingSystem.IsLinux()) return;
        var page = Environment.SystemPageSize;
        var from = (byte*)((nuint)start / (nuint)page * (nuint)page);

        // A refusal (memory is short, a kernel built without it) changes nothing but when the bytes are read.
        _ = Advise(from, (nuint)(start + bytes - from), what);
    }

    [LibraryImport("libc", EntryPoint = "madvise")]
    private static partial int Advise(byte* start, nuint length, int what);

    [LibraryImport("libc", EntryPoint = "mincore")]
    private static partial int InCore(byte* start, nuint length, byte* flags);
}
