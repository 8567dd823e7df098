namespace TrainingService.Datasets.Uploads.Archives;

/// <summary>
/// What a tar reader reads from. The reader holds an entry's extended headers in memory, whatever size they claim; here no more than
/// <see cref="MaxHeaders"/> of them can be read. Content is drained before the next header is read, so the two don't mix.
/// </summary>
internal sealed class MeteredStream(Stream source, ArchiveEntries entries) : Stream
{
    /// <summary>Bytes of all headers of one entry.</summary>
    public const long MaxHeaders = 1 << 20;

    private long? allowance;

    public override bool CanRead => true;

    public override bool CanSeek => false;

    public override bool CanWrite => false;

    public override long Length => throw new NotSupportedException();

    public override long Position
    {
        get => throw new NotSupportedException();
        set => throw new NotSupportedException();
    }

    /// <summary>From now on headers are read.</summary>
    public void BeginHeaders() => allowance = MaxHeaders;

    /// <summary>From now on content is read.</summary>
    public void EndHeaders() => allowance = null;

    public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default) =>
        Count(await source.ReadAsync(buffer[..Allowed(buffer.Length)], cancellationToken).ConfigureAwait(false));

    public override Task<int> ReadAsync(byte[] buffer, int offset, int count, CancellationToken cancellationToken) =>
        ReadAsync(buffer.AsMemory(offset, count), cancellationToken).AsTask();

    public override int Read(Span<byte> buffer) => Count(source.Read(buffer[..Allowed(buffer.Length)]));

    public override int Read(byte[] buffer, int offset, int count) => Read(buffer.AsSpan(offset, count));

    public override void Flush() { }

    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

    public override void SetLength(long value) => throw new NotSupportedException();

    public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();

    private int Allowed(int wanted)
    {
        if (allowance is not { } left || wanted == 0) return wanted;
        return left > 0 ? (int)Math.Min(wanted, left) : throw ArchiveProblem.LargeHeader(entries.Archive);
    }

    private int Count(int read)
    {
        if (allowance is null) return read;
        allowance -= read;
        entries.CountOverhead(read);
        return read;
    }
}
