namespace TrainingService.Compute.Data;

/// <summary>A stretch of row numbers outside the managed heap.</summary>
internal readonly unsafe struct RowSpan(int* pointer, int count)
{
    /// <summary>The first row number.</summary>
    public int* Pointer { get; } = pointer;

    /// <summary>How many.</summary>
    public int Count { get; } = count;

    /// <summary>The row numbers.</summary>
    public Span<int> Rows => new(Pointer, Count);

    /// <summary>Up to so many from an offset; fewer, or none, at the end.</summary>
    public RowSpan Slice(int offset, int length)
    {
        var start = Math.Min(offset, Count);
        return new RowSpan(Pointer + start, Math.Min(length, Count - start));
    }
}
