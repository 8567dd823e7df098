using System.Runtime.InteropServices;

namespace TrainingService.Storage.Checkpoints;

/// <summary>Puts a folder's entries on the disk: after a power cut a renamed file is otherwise nowhere, though its content was flushed.</summary>
internal static partial class FolderSync
{
    private const int ReadOnly = 0;

    /// <exception cref="IOException">The folder cannot be opened or flushed.</exception>
    public static void Flush(string folder)
    {
        // Windows writes renames through its journal and offers no such call.
        if (OperatingSystem.IsWindows()) return;
        var handle = Open(folder, ReadOnly);
        if (handle < 0) throw new IOException($"Folder '{folder}' cannot be opened (errno {Marshal.GetLastPInvokeError()}).");
        try
        {
            if (FSync(handle) != 0) throw new IOException($"Folder '{folder}' cannot be flushed to disk (errno {Marshal.GetLastPInvokeError()}).");
        }
        finally
        {
            _ = Close(handle);
        }
    }

    [LibraryImport("libc", EntryPoint = "open", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    private static partial int Open(string path, int flags);

    [LibraryImport("libc", EntryPoint = "fsync", SetLastError = true)]
    private static partial int FSync(int handle);

    [LibraryImport("libc", EntryPoint = "close", SetLastError = true)]
    private static partial int Close(int handle);
}
