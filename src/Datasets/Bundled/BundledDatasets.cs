using System.Security.Cryptography;
using TrainingService.Datasets.Prepared;
using TrainingService.Datasets.Readers;

namespace TrainingService.Datasets.Bundled;

/// <summary>The datasets that come with the program: read once, then kept prepared.</summary>
internal sealed class BundledDatasets(DatasetsOptions options, PreparedStore store)
{
    /// <summary>Folders of the sets that are there; a user may have removed some.</summary>
    public IReadOnlyList<string> Folders() => !Directory.Exists(options.BundledFolder)
        ? []
        : [.. Directory.EnumerateDirectories(options.BundledFolder).Where(folder => File.Exists(Path.Combine(folder, DatasetManifest.FileName))).Order(StringComparer.Ordinal)];

    /// <summary>The name of the dataset in a folder.</summary>
    /// <exception cref="InvalidDataException">The folder's manifest is damaged.</exception>
    public static string NameOf(string folder) => DatasetManifest.Read(folder).Name;

    /// <summary>The prepared form of a folder: an existing one if it was made from the same files, else a new one.</summary>
    /// <param name="folder">The bundled folder.</param>
    /// <param name="prepared">What is prepared already.</param>
    /// <exception cref="InvalidDataException">The folder's files are damaged; the message names file, row and column.</exception>
    public PreparedHeader Import(string folder, IReadOnlyList<PreparedHeader> prepared)
    {
        var manifest = DatasetManifest.Read(folder);
        var source = Fingerprint(folder, manifest);
        return prepared.FirstOrDefault(header => header.Name == manifest.Name && header.SourceSha256 == source)
            ?? store.Write(manifest, FolderReader.Read(folder, manifest), source);
    }

    private static string Fingerprint(string folder, DatasetManifest manifest)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        foreach (var file in manifest.Files.Prepend(DatasetManifest.FileName))
        {
            var path = Path.Combine(folder, file);
            if (!File.Exists(path)) throw new InvalidDataException($"{file}: the file is missing in {folder}.");
            using var stream = File.OpenRead(path);
            hash.AppendData(SHA256.HashData(stream));
        }

        return Convert.ToHexStringLower(hash.GetHashAndReset());
    }
}
