using System.Runtime.InteropServices;

namespace TrainingService.Worker.Training;

/// <summary>
/// Thread priorities as Linux has them: .NET's <see cref="Thread.Priority"/> changes nothing there, and beside training at the same priority whoever only
/// wakes up for a moment (an API, a database, a browser on the same machine) waits for milliseconds at every step of its way.
/// </summary>
internal static partial class ThreadNiceness
{
    /// <summary>A third of the weight of others where processors are short, all of them where they are not.</summary>
    private const int Nice = 5;

    private const int OfProcess = 0;
    private const int Calling = 0;

    /// <summary>Lowers the calling thread, and with it those that it starts.</summary>
    public static void Lower()
    {
        // Elsewhere Thread.Priority does it. Where it is refused, training goes on as fast as anybody.
        if (OperatingSystem.IsLinux()) _ = SetPriority(OfProcess, Calling, Nice);
    }

    /// <summary>Linux takes "this process" for the calling thread.</summary>
    [LibraryImport("libc", EntryPoint = "setpriority")]
    private static partial int SetPriority(int which, int who, int nice);
}
