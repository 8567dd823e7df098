using TrainingService.Contracts.Datasets;
using TrainingService.Contracts.Reading.Names;
using TrainingService.Contracts.Validation;

namespace TrainingService.Datasets.Preprocessing.Planning;

/// <summary>Finds columns by name and reports those that are not there.</summary>
internal sealed class ColumnLookup(DatasetHeader header, ICollection<SpecError> errors)
{
    private const int MostListed = 30;
    private readonly Dictionary<string, DatasetColumn> columns = header.Columns.ToDictionary(column => column.Name, StringComparer.Ordinal);

    /// <summary>All columns.</summary>
    public IReadOnlyList<DatasetColumn> All => header.Columns;

    /// <summary>A column, or null after saying so.</summary>
    public DatasetColumn? Find(string name, string pointer)
    {
        if (columns.TryGetValue(name, out var column)) return column;
        errors.Add(new SpecError(
            pointer, "not_found", $"The dataset has no column \"{name}\".", $"one of {Listed(columns.Keys)}", Suggest.Nearest(name, columns.Keys)));
        return null;
    }

    /// <summary>Columns of a list; those that are not there or twice are reported and left out.</summary>
    public IReadOnlyList<DatasetColumn> FindAll(IReadOnlyList<string> names, string pointer)
    {
        var found = new List<DatasetColumn>();
        for (var i = 0; i < names.Count; i++)
        {
            if (Find(names[i], $"{pointer}/{i}") is not { } column) continue;
            if (found.Contains(column)) errors.Add(new SpecError($"{pointer}/{i}", "duplicate", $"\"{names[i]}\" is listed already.", "each column once"));
            else found.Add(column);
        }

        return found;
    }

    /// <summary>Names for a message.</summary>
    public static string Listed(ICollection<string> names) =>
        names.Count <= MostListed ? string.Join(", ", names) : $"{string.Join(", ", names.Take(MostListed))} and {names.Count - MostListed} more";

    /// <summary>A column's type for a message.</summary>
    public static string TypeOf(DatasetColumn column) => column.Type switch
    {
        ColumnType.Number => "a number",
        ColumnType.Category => "a category",
        ColumnType.Boolean => "a boolean",
        ColumnType.Time => "a time",
        ColumnType.Image => "an image",
        ColumnType.Mask => "a mask",
        ColumnType.Boxes => "boxes",
        ColumnType.Tensor => "a tensor",
        _ => "text",
    };
}
