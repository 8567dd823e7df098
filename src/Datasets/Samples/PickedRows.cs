using TrainingService.Datasets.Columns;
using TrainingService.Datasets.Preparation;
using TrainingService.Datasets.Preprocessing.Rows;

namespace TrainingService.Datasets.Samples;

/// <summary>Rows of a version picked by their number through all its parts, in the order given.</summary>
/// <param name="version">The version.</param>
/// <param name="rows">Numbers of the rows.</param>
/// <param name="hidden">A column that reads as missing: what a model is to say must not be told it.</param>
internal sealed class PickedRows(StoredVersion version, ReadOnlyMemory<int> rows, string? hidden = null) : IRowSource
{
    private readonly (StoredRows Rows, int First, int End)[] parts =
        [.. SplitSource.Ranges(version).Select(range => (new StoredRows(version.Part(range.Key)), range.Value.First, range.Value.End))];

    public int Rows => rows.Length;

    /// <summary>The part that the i-th row is in, and its number there.</summary>
    public (StoredPart Part, int Row) Place(int i)
    {
        var (part, row) = At(i);
        return (part.Part, row);
    }

    /// <summary>Some of the rows.</summary>
    public PickedRows Slice(int first, int count) => new(version, rows.Slice(first, count), hidden);

    /// <summary>The same rows without a column.</summary>
    public PickedRows Without(string column) => new(version, rows, column);

    public void ReadNumbers(string column, int first, Span<double> destination)
    {
        for (var i = 0; i < destination.Length; i++)
        {
            var (part, row) = At(first + i);
            part.ReadNumbers(column, row, destination.Slice(i, 1));
        }
    }

    public CategoryChunk ReadCategories(string column, int first, int count)
    {
        var names = new string?[count];
        for (var i = 0; i < count; i++)
        {
            var (part, row) = At(first + i);
            var (codes, known) = part.ReadCategories(column, row, 1);
            names[i] = codes[0] < 0 ? null : known[codes[0]];
        }

        return CategoryNames.Of(names);
    }

    public string? ReadText(string column, int row)
    {
        if (column == hidden) return null;
        var (part, place) = At(row);
        return part.ReadText(column, place);
    }

    public ImagePixels ReadImage(string column, int row)
    {
        var (part, place) = At(row);
        return part.ReadImage(column, place);
    }

    public void ReadTensor(string column, int row, Span<float> destination)
    {
        var (part, place) = At(row);
        part.ReadTensor(column, place, destination);
    }

    public IReadOnlyList<Box> ReadBoxes(string column, int row)
    {
        var (part, place) = At(row);
        return part.ReadBoxes(column, place);
    }

    private (StoredRows Part, int Row) At(int i)
    {
        var row = rows.Span[i];
        var (part, first, _) = Array.Find(parts, part => row >= part.First && row < part.End);
        return (part, row - first);
    }
}
