using TrainingService.Contracts.Datasets;

namespace TrainingService.Datasets.Columns;

/// <summary>Writes one column of one part, row after row.</summary>
internal sealed class ColumnWriter : IDisposable
{
    private readonly BlockFile values;
    private readonly BlockFile? offsets;
    private readonly BlockFile? sizes;

    public ColumnWriter(string folder, string part, int column, ColumnStorage storage, int bufferBytes = BlockFile.UsualBuffer)
    {
        var path = ColumnFiles.Path(folder, part, column);
        var endings = ColumnFiles.Endings(storage);
        values = new BlockFile(path + ColumnFiles.Values, bufferBytes);
        if (endings.Contains(ColumnFiles.Offsets)) offsets = new BlockFile(path + ColumnFiles.Offsets, bufferBytes);
        if (endings.Contains(ColumnFiles.Sizes)) sizes = new BlockFile(path + ColumnFiles.Sizes, bufferBytes);
    }

    /// <summary>Bytes of values so far.</summary>
    public long Length => values.Length;

    /// <summary>Adds values of fixed width: any number of whole rows.</summary>
    public void AppendFixed<T>(ReadOnlySpan<T> rows) where T : unmanaged => values.Write(rows);

    /// <summary>Adds a row of variable length.</summary>
    public void Append(ReadOnlySpan<byte> row)
    {
        offsets!.Write(values.Length);
        values.Write(row);
    }

    /// <summary>Adds a row of variable length without a value.</summary>
    public void AppendMissing() => offsets!.Write(values.Length | ColumnFiles.MissingBit);

    /// <summary>Adds rows of variable length.</summary>
    /// <param name="bytes">All their bytes, one after the other.</param>
    /// <param name="lengths">Bytes of each; -1 for rows without a value.</param>
    public void AppendRows(ReadOnlySpan<byte> bytes, ReadOnlySpan<int> lengths)
    {
        Span<long> positions = stackalloc long[256];
        var position = values.Length;
        while (!lengths.IsEmpty)
        {
            var count = Math.Min(lengths.Length, positions.Length);
            for (var i = 0; i < count; i++)
            {
                positions[i] = lengths[i] < 0 ? position | ColumnFiles.MissingBit : position;
                position += Math.Max(0, lengths[i]);
            }

            offsets!.Write<long>(positions[..count]);
            lengths = lengths[count..];
        }

        values.Write(bytes);
    }

    /// <summary>Adds an encoded image.</summary>
    public void AppendImage(ReadOnlySpan<byte> file, int height, int width, int channels)
    {
        Append(file);
        sizes!.Write<int>([height, width, channels]);
    }

    /// <summary>Ends the files.</summary>
    public void Dispose()
    {
        offsets?.Write(values.Length);
        values.Dispose();
        offsets?.Dispose();
        sizes?.Dispose();
    }
}
