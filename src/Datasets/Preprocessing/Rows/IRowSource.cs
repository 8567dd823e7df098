namespace TrainingService.Datasets.Preprocessing.Rows;

/// <summary>Rows to be prepared, column by column: a stored part, or rows sent for a prediction. Reading is thread-safe.</summary>
public interface IRowSource
{
    /// <summary>Number of rows.</summary>
    int Rows { get; }

    /// <summary>Numbers, with NaN where missing; categories and booleans give their code, times seconds.</summary>
    void ReadNumbers(string column, int first, Span<double> destination);

    /// <summary>Values as names of categories, whatever the column's type.</summary>
    CategoryChunk ReadCategories(string column, int first, int count);

    /// <summary>A text, or null where missing.</summary>
    string? ReadText(string column, int row);

    /// <summary>An image's pixels [height, width, channels].</summary>
    ImagePixels ReadImage(string column, int row);

    /// <summary>The values of a tensor or mask of fixed shape.</summary>
    void ReadTensor(string column, int row, Span<float> destination);

    /// <summary>Boxes, in pixels of the stored image.</summary>
    IReadOnlyList<Columns.Box> ReadBoxes(string column, int row);
}

/// <summary>Categories of some rows: codes into a dictionary, -1 where missing.</summary>
/// <param name="Codes">Code of each row.</param>
/// <param name="Names">Name of each code.</param>
public readonly record struct CategoryChunk(int[] Codes, IReadOnlyList<string> Names);

/// <summary>A decoded image; the span is valid until the source is disposed.</summary>
public readonly ref struct ImagePixels(int height, int width, int channels, ReadOnlySpan<byte> pixels)
{
    /// <summary>Rows of pixels.</summary>
    public int Height { get; } = height;

    /// <summary>Pixels in a row.</summary>
    public int Width { get; } = width;

    /// <summary>Bytes per pixel.</summary>
    public int Channels { get; } = channels;

    /// <summary>[height, width, channels].</summary>
    public ReadOnlySpan<byte> Pixels { get; } = pixels;
}
