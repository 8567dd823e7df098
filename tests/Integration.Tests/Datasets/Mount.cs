using System.Diagnostics;

namespace TrainingService.Integration.Tests.Datasets;

/// <summary>Small disks in memory.</summary>
internal static class Mount
{
    /// <summary>Mounts one. False where that is not allowed (no root, or a container without the right).</summary>
    public static Task<bool> TryTmpfsAsync(string folder, int mebibytes) =>
        RunAsync("mount", "-t", "tmpfs", "-o", $"size={mebibytes}m", "tmpfs", folder);

    /// <summary>Ends one.</summary>
    public static Task<bool> EndAsync(string folder) => RunAsync("umount", "-l", folder);

    private static async Task<bool> RunAsync(string program, params string[] arguments)
    {
        using var process = Process.Start(new ProcessStartInfo(program, arguments) { RedirectStandardError = true })!;
        await process.WaitForExitAsync();
        return process.ExitCode == 0;
    }
}
