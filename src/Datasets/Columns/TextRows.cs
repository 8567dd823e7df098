namespace TrainingService.Datasets.Columns;

/// <summary>A range of rows of variable length, as they lie in the mapped files.</summary>
internal readonly ref struct TextRows(ReadOnlySpan<long> ends, ReadOnlySpan<byte> bytes, long start)
{
    private readonly ReadOnlySpan<long> ends = ends;
    private readonly ReadOnlySpan<byte> bytes = bytes;
    private readonly long start = start;

    /// <summary>The bytes of a row, counted from the first of the range.</summary>
    public ReadOnlySpan<byte> this[int row]
    {
        get
        {
            var from = (int)((ends[row] & ~ColumnFiles.MissingBit) - start);
            return bytes[from..(int)((ends[row + 1] & ~ColumnFiles.MissingBit) - start)];
        }
    }

    /// <summary>Whether a row has no value.</summary>
    public bool IsMissing(int row) => (ends[row] & ColumnFiles.MissingBit) != 0;
}
