using TrainingService.Contracts.Datasets;
using TrainingService.Datasets.Columns;
using TrainingService.Datasets.Formats.Images;

namespace TrainingService.Datasets.Preprocessing.Rows;

/// <summary>The rows of a stored part.</summary>
internal sealed class StoredRows(StoredPart part) : IRowSource
{
    private static readonly IReadOnlyList<string> BooleanNames = ["false", "true"];

    public int Rows { get; } = checked((int)part.Rows);

    /// <summary>The stored part.</summary>
    public StoredPart Part => part;

    public void ReadNumbers(string column, int first, Span<double> destination) => part.Column(column).ReadNumbers(first, destination);

    public CategoryChunk ReadCategories(string column, int first, int count)
    {
        var stored = part.Column(column);
        if (stored.Info.Type is ColumnType.Category or ColumnType.Boolean)
        {
            var codes = new int[count];
            stored.ReadCodes(first, codes);
            return new CategoryChunk(codes, stored.Info.Classes ?? BooleanNames);
        }

        var texts = new string?[count];
        if (stored.Info.Type == ColumnType.Text)
        {
            for (var i = 0; i < count; i++) texts[i] = stored.ReadText(first + i);
            return CategoryNames.Of(texts);
        }

        var numbers = new double[count];
        stored.ReadNumbers(first, numbers);
        return CategoryNames.Of(Array.ConvertAll(numbers, CategoryNames.Of));
    }

    public string? ReadText(string column, int row)
    {
        var stored = part.Column(column);
        if (stored.Info.Type == ColumnType.Text) return stored.ReadText(row);
        var (codes, names) = ReadCategories(column, row, 1);
        return codes[0] < 0 ? null : names[codes[0]];
    }

    public ImagePixels ReadImage(string column, int row)
    {
        var stored = part.Column(column);
        var (height, width, channels) = stored.ImageSize(row);
        return new ImagePixels(
            height, width, channels, stored.Info.Storage == ColumnStorage.Encoded ? ImageDecoder.Decode(stored.RowSpan(row), channels).Pixels : stored.RowSpan(row));
    }

    public void ReadTensor(string column, int row, Span<float> destination) => part.Column(column).ReadNumbers(row, destination);

    public IReadOnlyList<Box> ReadBoxes(string column, int row) => part.Column(column).ReadBoxes(row).ToArray();
}
