namespace TrainingService.Datasets.Tests.Versions;

/// <summary>A data folder of a test's own.</summary>
internal sealed class TempFolder : IDisposable
{
    public string Path { get; } = Directory.CreateTempSubdirectory("datasets-").FullName;

    /// <summary>Bytes of all files in it.</summary>
    public long Bytes => new DirectoryInfo(Path).EnumerateFiles("*", SearchOption.AllDirectories).Sum(file => file.Length);

    public string Sub(string relative) => System.IO.Path.Combine(Path, relative);

    /// <summary>A new folder in it with one file.</summary>
    public string Staged(string content = "abc")
    {
        var folder = Directory.CreateDirectory(Sub(System.IO.Path.GetRandomFileName())).FullName;
        File.WriteAllText(System.IO.Path.Combine(folder, "column.bin"), content);
        return folder;
    }

    public void Dispose() => Directory.Delete(Path, recursive: true);
}
