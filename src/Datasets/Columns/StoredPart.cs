using TrainingService.Contracts.Datasets;

namespace TrainingService.Datasets.Columns;

/// <summary>One part of a stored version.</summary>
public sealed class StoredPart : IDisposable
{
    private readonly Dictionary<string, Lazy<StoredColumn>> columns;

    internal StoredPart(string folder, DatasetHeader header, DatasetPart part)
    {
        Name = part.Name;
        Rows = part.Rows;
        columns = header.Columns.Select((column, index) => (column, index)).ToDictionary(
            pair => pair.column.Name,
            pair => new Lazy<StoredColumn>(() => StoredColumn.Open(ColumnFiles.Path(folder, part.Name, pair.index), pair.column, part.Rows)),
            StringComparer.Ordinal);
    }

    /// <summary>`train`, `validation`, `test` or `all`.</summary>
    public string Name { get; }

    /// <summary>Number of rows.</summary>
    public long Rows { get; }

    /// <summary>A column by name, or null.</summary>
    /// <exception cref="InvalidDataException">Its files are missing or damaged.</exception>
    public StoredColumn? FindColumn(string name) => columns.GetValueOrDefault(name)?.Value;

    /// <summary>A column by name.</summary>
    /// <exception cref="KeyNotFoundException">There is no such column.</exception>
    /// <exception cref="InvalidDataException">Its files are missing or damaged.</exception>
    public StoredColumn Column(string name) => FindColumn(name) ?? throw new KeyNotFoundException($"The dataset has no column \"{name}\".");

    public void Dispose()
    {
        foreach (var column in columns.Values.Where(column => column.IsValueCreated)) column.Value.Dispose();
    }
}
