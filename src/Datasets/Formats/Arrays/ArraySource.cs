namespace TrainingService.Datasets.Formats.Arrays;

/// <summary>One array of a file, its first dimension being rows.</summary>
/// <param name="Part">The part its rows belong to.</param>
/// <param name="File">The file's name, for messages.</param>
/// <param name="Name">The array's name: the column's.</param>
/// <param name="Kind">Type of its elements.</param>
/// <param name="TextLength">Characters of one element, for texts.</param>
/// <param name="Rows">First dimension.</param>
/// <param name="RowShape">The other dimensions.</param>
/// <param name="Open">Opens its elements row by row in row-major order, little-endian.</param>
internal sealed record ArraySource(
    string Part, string File, string Name, ElementKind Kind, int TextLength, long Rows, IReadOnlyList<int> RowShape, Func<IArrayRows> Open)
{
    /// <summary>Elements of one row.</summary>
    public long RowSize => RowShape.Aggregate(1L, (product, size) => product * size);

    /// <summary>Bytes of one row as they are read.</summary>
    public long RowBytes => RowSize * Kind.Width() * Math.Max(1, TextLength);
}

/// <summary>The rows of an array, in order.</summary>
internal interface IArrayRows : IDisposable
{
    /// <summary>Fills the span with the next whole rows; throws when there are not enough.</summary>
    void Read(Span<byte> rows);

    /// <summary>Called when all rows were read: throws when the file goes on.</summary>
    void End();
}
