using TrainingService.Datasets.Importing;

namespace TrainingService.Datasets.Formats;

/// <summary>A stream of unpacked bytes that ends with a problem when it gives more than is allowed, or when the packed data is damaged.</summary>
internal sealed class LimitedStream(Stream inner, string file, long most) : Stream
{
    private long given;

    public override bool CanRead => true;

    public override bool CanSeek => false;

    public override bool CanWrite => false;

    public override long Length => throw new NotSupportedException();

    public override long Position { get => given; set => throw new NotSupportedException(); }

    public override int Read(byte[] buffer, int offset, int count) => Read(buffer.AsSpan(offset, count));

    public override int Read(Span<byte> buffer)
    {
        int count;
        try
        {
            count = inner.Read(buffer);
        }
        catch (InvalidDataException exception)
        {
            throw Problems.Damaged(file, $"The compressed data is damaged ({exception.Message})", exception);
        }

        given += count;
        return given <= most ? count : throw Problems.TooLarge(file, $"More than {most:n0} unpacked bytes", $"at most {most:n0}");
    }

    public override void Flush() { }

    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

    public override void SetLength(long value) => throw new NotSupportedException();

    public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();

    protected override void Dispose(bool disposing)
    {
        if (disposing) inner.Dispose();
        base.Dispose(disposing);
    }
}
