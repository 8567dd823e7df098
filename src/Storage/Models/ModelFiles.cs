using TrainingService.Storage.Checkpoints;

namespace TrainingService.Storage.Models;

/// <summary>
/// Trained models as files: `runs/RUN/model-WEIGHTS_SHA256.safetensors` in the data folder. The name holds the hash of the weights, which the run's
/// result names too: a worker that lost its run and ends it all the same can spoil nothing.
/// </summary>
public sealed class ModelFiles(StorageOptions options)
{
    /// <summary>Writes a model through to the disk; it is there whole or not at all.</summary>
    /// <param name="runId">The run.</param>
    /// <param name="weightsSha256">Hash of its weights.</param>
    /// <param name="write">Writes the content; the stream only goes forward.</param>
    /// <exception cref="IOException">The disk is full or fails; no file is left then.</exception>
    public void Write(Guid runId, string weightsSha256, Action<Stream> write)
    {
        ArgumentNullException.ThrowIfNull(write);
        var path = PathOf(runId, weightsSha256);
        var folder = Path.GetDirectoryName(path)!;
        Directory.CreateDirectory(folder);
        var unfinished = Path.Combine(folder, $"{Path.GetRandomFileName()}.tmp");
        try
        {
            using (var file = new FileStream(unfinished, FileMode.CreateNew, FileAccess.Write, FileShare.None, 1 << 16))
            {
                write(file);
                file.Flush(flushToDisk: true);
            }

            File.Move(unfinished, path, overwrite: true);
            FolderSync.Flush(folder);
        }
        catch
        {
            File.Delete(unfinished);
            throw;
        }
    }

    /// <summary>Opens a model for reading; null when there is none. The caller disposes the stream.</summary>
    public FileStream? Open(Guid runId, string weightsSha256)
    {
        try
        {
            return new FileStream(PathOf(runId, weightsSha256), FileMode.Open, FileAccess.Read, FileShare.Read | FileShare.Delete, 1 << 16, FileOptions.Asynchronous);
        }
        catch (Exception exception) when (exception is FileNotFoundException or DirectoryNotFoundException)
        {
            return null;
        }
    }

    private string PathOf(Guid runId, string weightsSha256) => weightsSha256.Length > 0 && weightsSha256.All(char.IsAsciiHexDigit)
        ? Path.Combine(options.DataFolder, "runs", runId.ToString("D"), $"model-{weightsSha256}.safetensors")
        : throw new ArgumentException("A hash in hex is expected.", nameof(weightsSha256));
}
