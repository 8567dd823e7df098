using System.Text;

namespace TrainingService.Integration.Tests.Datasets;

/// <summary>A table of any length, made as it is read: whoever holds it whole is not this.</summary>
/// <param name="length">Bytes, a multiple of <see cref="RowBytes"/>.</param>
/// <param name="pace">Called before each piece with what was given so far.</param>
internal sealed class GeneratedCsv(long length, Func<long, Task>? pace = null) : Stream
{
    /// <summary>Bytes of the header and of every row.</summary>
    public const int RowBytes = 32;

    private long position;

    public override bool CanRead => true;

    public override bool CanSeek => true;

    public override bool CanWrite => false;

    public override long Length => length;

    public override long Position
    {
        get => position;
        set => position = value;
    }

    public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
    {
        if (pace is not null) await pace(position);
        return Read(buffer.Span);
    }

    public override Task<int> ReadAsync(byte[] buffer, int offset, int count, CancellationToken cancellationToken) =>
        ReadAsync(buffer.AsMemory(offset, count), cancellationToken).AsTask();

    public override int Read(Span<byte> buffer)
    {
        var done = 0;
        while (done < buffer.Length && position < length)
        {
            var (row, at) = Math.DivRem(position, RowBytes);
            var text = Row(row)[(int)at..];
            var count = Math.Min(text.Length, buffer.Length - done);
            text.AsSpan(0, count).CopyTo(buffer[done..]);
            done += count;
            position += count;
        }

        return done;
    }

    public override int Read(byte[] buffer, int offset, int count) => Read(buffer.AsSpan(offset, count));

    public override long Seek(long offset, SeekOrigin origin) => origin == SeekOrigin.Begin ? position = offset : throw new NotSupportedException();

    public override void Flush() { }

    public override void SetLength(long value) => throw new NotSupportedException();

    public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();

    private static byte[] Row(long row)
    {
        var text = row == 0 ? "a,b,label" : FormattableString.Invariant($"{row},{row % 977 * 0.25},{(row % 3 == 0 ? "yes" : "no")}");
        // Blanks before the line's end would be part of the label: the number is filled up instead.
        var line = row == 0 ? "a".PadRight(RowBytes - 9, 'a') + ",b,label" : text.PadLeft(RowBytes - 1, '0');
        return Encoding.ASCII.GetBytes(line[^(RowBytes - 1)..] + "\n");
    }
}
