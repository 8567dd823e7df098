using TrainingService.Contracts.Datasets;

namespace TrainingService.Datasets.Columns;

/// <summary>
/// A stored version open for reading: columns by part, memory-mapped. Opening reads only the header; a column is mapped on first use.
/// All reading is thread-safe; spans are valid until it is disposed.
/// </summary>
public sealed class StoredVersion : IDisposable
{
    private readonly Dictionary<string, StoredPart> parts;

    private StoredVersion(string folder, DatasetHeader header)
    {
        Folder = folder;
        Header = header;
        parts = header.Parts.ToDictionary(part => part.Name, part => new StoredPart(folder, header, part), StringComparer.Ordinal);
    }

    /// <summary>Where it lies.</summary>
    public string Folder { get; }

    /// <summary>What is known of it.</summary>
    public DatasetHeader Header { get; }

    /// <summary>Its parts, in the header's order.</summary>
    public IReadOnlyList<StoredPart> Parts => [.. Header.Parts.Select(part => parts[part.Name])];

    /// <summary>Opens the version in a folder.</summary>
    /// <exception cref="InvalidDataException">There is none, or it is damaged.</exception>
    public static StoredVersion Open(string folder) => Open(folder, HeaderFile.Read(folder));

    /// <summary>Opens the version in a folder with a header that was read already.</summary>
    public static StoredVersion Open(string folder, DatasetHeader header)
    {
        ArgumentNullException.ThrowIfNull(header);
        return new StoredVersion(folder, header);
    }

    /// <summary>A part by name, or null.</summary>
    public StoredPart? FindPart(string name) => parts.GetValueOrDefault(name);

    /// <summary>A part by name.</summary>
    /// <exception cref="KeyNotFoundException">There is no such part.</exception>
    public StoredPart Part(string name) => FindPart(name) ?? throw new KeyNotFoundException($"The dataset has no part \"{name}\".");

    public void Dispose()
    {
        foreach (var part in parts.Values) part.Dispose();
    }
}
