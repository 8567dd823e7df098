using System.Text.Json;
using TrainingService.Contracts.Json;
using TrainingService.Contracts.Runs;

namespace TrainingService.Storage.Profiles;

/// <summary>Profiles as files beside a run's checkpoints: `runs/RUN/profile.json` in the data folder, there whole or not at all.</summary>
public sealed class ProfileFiles(StorageOptions options)
{
    /// <summary>Writes a run's profile in place of the one before.</summary>
    /// <exception cref="IOException">The disk is full or fails; the one before stays.</exception>
    public void Write(Guid runId, RunProfile profile)
    {
        var path = PathOf(runId);
        var folder = Path.GetDirectoryName(path)!;
        Directory.CreateDirectory(folder);
        var unfinished = Path.Combine(folder, $"{Path.GetRandomFileName()}.tmp");
        try
        {
            File.WriteAllBytes(unfinished, JsonSerializer.SerializeToUtf8Bytes(profile, ContractsJson.Options));
            File.Move(unfinished, path, overwrite: true);
        }
        catch
        {
            File.Delete(unfinished);
            throw;
        }
    }

    /// <summary>A run's newest profile; null when there is none yet.</summary>
    /// <exception cref="JsonException">The file is not what was written.</exception>
    public async Task<RunProfile?> ReadAsync(Guid runId, CancellationToken cancellation)
    {
        try
        {
            return JsonSerializer.Deserialize<RunProfile>(await File.ReadAllBytesAsync(PathOf(runId), cancellation), ContractsJson.Options);
        }
        catch (Exception exception) when (exception is FileNotFoundException or DirectoryNotFoundException)
        {
            return null;
        }
    }

    private string PathOf(Guid runId) => Path.Combine(options.DataFolder, "runs", runId.ToString("D"), "profile.json");
}
