using System.Runtime.InteropServices;

namespace TrainingService.Datasets.Columns;

/// <summary>A file that is written from beginning to end through one buffer.</summary>
internal sealed class BlockFile : IDisposable
{
    /// <summary>Bytes of the buffer when little is known.</summary>
    public const int UsualBuffer = 1 << 16;

    private readonly FileStream stream;

    public BlockFile(string path, int bufferBytes = UsualBuffer) =>
        stream = new FileStream(path, FileMode.CreateNew, FileAccess.Write, FileShare.None, bufferBytes);

    /// <summary>Bytes written so far.</summary>
    public long Length { get; private set; }

    public void Write(ReadOnlySpan<byte> bytes)
    {
        stream.Write(bytes);
        Length += bytes.Length;
    }

    public void Write<T>(ReadOnlySpan<T> values) where T : unmanaged => Write(MemoryMarshal.AsBytes(values));

    public void Write<T>(T value) where T : unmanaged => Write(MemoryMarshal.AsBytes(new ReadOnlySpan<T>(ref value)));

    public void Dispose() => stream.Dispose();
}
