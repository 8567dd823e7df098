using TrainingService.Datasets.Importing;

namespace TrainingService.Datasets.Formats.Arrays;

/// <summary>Rows that lie in a stream one after the other.</summary>
/// <param name="file">The file's name, for messages.</param>
/// <param name="stream">Stands at the first row; disposed at the end.</param>
/// <param name="elementBytes">Bytes of one element, to be turned round when <paramref name="bigEndian"/>.</param>
/// <param name="bigEndian">Whether elements begin with their highest byte.</param>
internal sealed class StreamRows(string file, Stream stream, int elementBytes, bool bigEndian) : IArrayRows
{
    public void Read(Span<byte> rows)
    {
        int got;
        try
        {
            got = stream.ReadAtLeast(rows, rows.Length, throwOnEndOfStream: false);
        }
        catch (InvalidDataException exception)
        {
            throw Problems.Damaged(file, $"The compressed data is damaged ({exception.Message})", exception);
        }

        if (got < rows.Length) throw Problems.Truncated(file, "The file ends before all the values that its header declares.");
        if (bigEndian && elementBytes > 1) Reverse(rows);
    }

    public void End()
    {
        int next;
        try
        {
            next = stream.ReadByte();
        }
        catch (InvalidDataException exception)
        {
            throw Problems.Damaged(file, $"The compressed data is damaged ({exception.Message})", exception);
        }

        if (next >= 0) throw Problems.Damaged(file, "The file goes on after the values that its header declares.");
    }

    public void Dispose() => stream.Dispose();

    private void Reverse(Span<byte> rows)
    {
        for (var i = 0; i < rows.Length; i += elementBytes) rows.Slice(i, elementBytes).Reverse();
    }
}
