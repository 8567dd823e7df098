using System.Runtime.InteropServices;

namespace TrainingService.Worker.Hosting;

/// <summary>
/// Gives memory that nobody uses back to the system. A process that trains allocates little that is managed, so that the collector, left to itself, would
/// keep what starting and planning left behind for as long as the run lasts; and the C library keeps what the compiler of kernels has freed.
/// </summary>
public static partial class FreeMemory
{
    private const int MostArenas = -8;
    private const int MapFrom = -3;

    /// <summary>
    /// To be called first of all. By default each thread may get a heap of its own that never shrinks, and a freed block of up to 32 MB makes the C library
    /// keep later ones: what one run used would stay beside what the next one uses.
    /// </summary>
    public static void KeepLittle()
    {
        if (!OperatingSystem.IsLinux()) return;
        try
        {
            _ = SetOption(MostArenas, 2);
            _ = SetOption(MapFrom, 256 << 10);
        }
        catch (EntryPointNotFoundException)
        {
            // Another C library than GNU's, with other habits.
        }
    }

    /// <summary>Some tens of milliseconds: for times when nothing runs.</summary>
    public static void Release()
    {
        // Twice, for what finalizers let go: mapped datasets, above all.
        GC.Collect();
        GC.WaitForPendingFinalizers();
        GC.Collect(GC.MaxGeneration, GCCollectionMode.Aggressive, blocking: true, compacting: true);
        if (!OperatingSystem.IsLinux()) return;
        try
        {
            _ = Trim(0);
        }
        catch (EntryPointNotFoundException)
        {
            // As above.
        }
    }

    [LibraryImport("libc", EntryPoint = "mallopt")]
    private static partial int SetOption(int option, int value);

    [LibraryImport("libc", EntryPoint = "malloc_trim")]
    private static partial int Trim(nuint kept);
}
