using System.Text;
using TrainingService.Contracts.Datasets;
using TrainingService.Datasets.Columns;
using TrainingService.Datasets.Importing;

namespace TrainingService.Datasets.Tests.Importing;

/// <summary>Files made by a test and imported into a folder of its own.</summary>
internal sealed class ImportFixture : IDisposable
{
    private readonly string root = Directory.CreateTempSubdirectory("import-").FullName;
    private readonly List<ImportFile> files = [];
    private readonly List<StoredVersion> versions = [];
    private int imports;

    public ImportFixture Add(string name, string text, string? part = null) => Add(name, Encoding.UTF8.GetBytes(text), part);

    public ImportFixture Add(string name, byte[] content, string? part = null)
    {
        var path = Path.Combine(root, "files", name);
        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        File.WriteAllBytes(path, content);
        return AddPath(path, name, part);
    }

    public ImportFixture AddPath(string path, string? name = null, string? part = null)
    {
        files.Add(new ImportFile(path, name ?? Path.GetFileName(path), part));
        return this;
    }

    public StoredVersion Import(ImportOptions? options = null, ImportLimits? limits = null)
    {
        var folder = Path.Combine(root, $"version-{imports++}");
        var report = Importer().ImportAsync(new ImportSource(files, options ?? new ImportOptions(), limits ?? new ImportLimits()), folder)
            .GetAwaiter().GetResult();
        var version = StoredVersion.Open(folder);
        Assert.Equal(report.ContentHash, version.Header.Version);
        versions.Add(version);
        return version;
    }

    public DatasetProblem Refusal(ImportOptions? options = null, ImportLimits? limits = null) =>
        Assert.Throws<DatasetProblemException>(() => Import(options, limits)).Problems[0];

    public void Dispose()
    {
        foreach (var version in versions) version.Dispose();
        Directory.Delete(root, recursive: true);
    }

    public static IDatasetImporter Importer() => new DatasetImporter(TimeProvider.System);
}
