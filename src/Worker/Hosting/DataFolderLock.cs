using System.Globalization;

namespace TrainingService.Worker.Hosting;

/// <summary>
/// The right to be the one process of a data folder. The operating system holds it, so it ends with the process, however that ends;
/// two embedded services on one folder would void each other's leases.
/// </summary>
internal sealed class DataFolderLock : IDisposable
{
    private const string LockName = ".lock";
    private const string OwnerName = ".lock-owner";

    private readonly FileStream _file;

    private DataFolderLock(FileStream file) => _file = file;

    /// <summary>Takes the folder for this process.</summary>
    /// <exception cref="InvalidOperationException">Another process has it; the message names both.</exception>
    public static DataFolderLock Acquire(string folder)
    {
        Directory.CreateDirectory(folder);
        var owner = Path.Combine(folder, OwnerName);
        FileStream file;
        try
        {
            file = new FileStream(Path.Combine(folder, LockName), FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None);
        }
        catch (IOException e)
        {
            var pid = File.Exists(owner) ? File.ReadAllText(owner) : "unknown";
            throw new InvalidOperationException(
                $"The data folder '{folder}' is in use by another process (pid {pid}). Stop that one, or give this one a folder of its own: "
                + "Storage__DataFolder=<folder>.",
                e);
        }

        File.WriteAllText(owner, Environment.ProcessId.ToString(CultureInfo.InvariantCulture));
        return new DataFolderLock(file);
    }

    public void Dispose() => _file.Dispose();
}
