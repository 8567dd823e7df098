namespace TrainingService.Datasets.Uploads.Archives;

/// <summary>A forward-only stream whose first bytes were looked at already.</summary>
internal sealed class Peeked(ReadOnlyMemory<byte> head, Stream rest) : Stream
{
    private int taken;

    public override bool CanRead => true;

    public override bool CanSeek => false;

    public override bool CanWrite => false;

    public override long Length => throw new NotSupportedException();

    public override long Position
    {
        get => throw new NotSupportedException();
        set => throw new NotSupportedException();
    }

    /// <summary>Reads the first bytes and gives them with a stream that begins with them.</summary>
    public static async Task<(ReadOnlyMemory<byte> Head, Stream Content)> OpenAsync(Stream stream, CancellationToken cancellation)
    {
        var head = new byte[Magic.Length];
        var got = await stream.ReadAtLeastAsync(head, head.Length, throwOnEndOfStream: false, cancellation).ConfigureAwait(false);
        return (head.AsMemory(0, got), new Peeked(head.AsMemory(0, got), stream));
    }

    public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
    {
        if (taken == head.Length) return await rest.ReadAsync(buffer, cancellationToken).ConfigureAwait(false);
        return Take(buffer.Span);
    }

    public override Task<int> ReadAsync(byte[] buffer, int offset, int count, CancellationToken cancellationToken) =>
        ReadAsync(buffer.AsMemory(offset, count), cancellationToken).AsTask();

    public override int Read(Span<byte> buffer) => taken == head.Length ? rest.Read(buffer) : Take(buffer);

    public override int Read(byte[] buffer, int offset, int count) => Read(buffer.AsSpan(offset, count));

    public override void Flush() { }

    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

    public override void SetLength(long value) => throw new NotSupportedException();

    public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();

    private int Take(Span<byte> buffer)
    {
        var count = Math.Min(buffer.Length, head.Length - taken);
        head.Span.Slice(taken, count).CopyTo(buffer);
        taken += count;
        return count;
    }
}
