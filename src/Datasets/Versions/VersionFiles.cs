using System.Text.Json;
using TrainingService.Contracts.Json;

namespace TrainingService.Datasets.Versions;

/// <summary>`version.json` in a version's folder: what is known of it beside its content. Written once, before the version is published.</summary>
internal sealed record VersionFile
{
    public const string FileName = "version.json";

    /// <summary>The dataset's name.</summary>
    public required string Name { get; init; }

    /// <summary>Content hash.</summary>
    public required string Version { get; init; }

    /// <summary>When it was published, in UTC.</summary>
    public required DateTime CreatedAt { get; init; }

    /// <summary>Bytes of the other files.</summary>
    public required long Bytes { get; init; }

    /// <summary>What it was made from.</summary>
    public required IReadOnlyList<SourceFile> Files { get; init; }

    /// <summary>A folder's version, or null when it is none.</summary>
    /// <exception cref="IOException">It can't be read.</exception>
    public static DatasetVersion? Read(string folder)
    {
        if (JsonFile.Read<VersionFile>(Path.Combine(folder, FileName)) is not { } file) return null;
        if (file.Version != Path.GetFileName(folder)) return null;
        return new DatasetVersion
        {
            Name = file.Name, Version = file.Version, Folder = folder, CreatedAt = file.CreatedAt, Bytes = file.Bytes, Files = file.Files,
        };
    }
}

/// <summary>`dataset.json` in a dataset's folder: what people say about it. May change.</summary>
internal sealed record DatasetFile
{
    public const string FileName = "dataset.json";

    public string Description { get; init; } = "";

    public string Licence { get; init; } = "";
}

/// <summary>Small JSON files that other processes may replace or remove at any time.</summary>
internal static class JsonFile
{
    /// <summary>The content; null when there is no such file or it is not what was expected.</summary>
    public static T? Read<T>(string path) where T : class
    {
        try
        {
            return JsonSerializer.Deserialize<T>(File.ReadAllBytes(path), ContractsJson.Options);
        }
        catch (Exception exception) when (exception is FileNotFoundException or DirectoryNotFoundException or JsonException)
        {
            return null;
        }
    }

    /// <summary>Puts a file in place, whole.</summary>
    public static void Write<T>(string path, T content) => WholeFile.Write(path, [JsonSerializer.SerializeToUtf8Bytes(content, ContractsJson.Options)]);
}
