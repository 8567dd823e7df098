using System.Runtime.InteropServices;

namespace TrainingService.Compute.Runtime;

/// <summary>Zeroed memory outside the managed heap, 64-byte aligned; large blocks in huge pages where the system has them.</summary>
internal sealed unsafe class NativeBuffer : IDisposable
{
    private const int Alignment = 64;
    private const int Slice = 1 << 20;
    private void* pointer;

    /// <summary>Allocates and zeroes.</summary>
    /// <exception cref="OutOfMemoryException">There is not so much.</exception>
    public NativeBuffer(long bytes)
    {
        Bytes = bytes;
        pointer = NativeMemory.AlignedAlloc((nuint)Math.Max(bytes, Alignment), HugePages.AlignmentOf(bytes) ?? Alignment);
        HugePages.Advise(pointer, bytes);
        NativeMemory.Clear(pointer, (nuint)bytes);
    }

    /// <summary>Frees what was not disposed of.</summary>
    ~NativeBuffer() => Free();

    /// <summary>Its size.</summary>
    public long Bytes { get; }

    /// <summary>Its first byte.</summary>
    public byte* Pointer => pointer is null ? throw new ObjectDisposedException(nameof(NativeBuffer)) : (byte*)pointer;

    /// <summary>A stretch of it as floats.</summary>
    public Span<float> Floats(long offset, long count) => new(Pointer + offset * sizeof(float), checked((int)count));

    /// <summary>Copies another buffer of the same size.</summary>
    public void CopyFrom(NativeBuffer other) => Buffer.MemoryCopy(other.Pointer, Pointer, Bytes, other.Bytes);

    /// <summary>Writes all of it to a stream.</summary>
    public void WriteTo(Stream destination)
    {
        for (var offset = 0L; offset < Bytes; offset += Slice) destination.Write(SliceAt(offset));
    }

    /// <summary>Fills all of it from a stream.</summary>
    /// <exception cref="EndOfStreamException">The stream ends before.</exception>
    public void ReadFrom(Stream source)
    {
        for (var offset = 0L; offset < Bytes; offset += Slice) source.ReadExactly(SliceAt(offset));
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        Free();
        GC.SuppressFinalize(this);
    }

    private Span<byte> SliceAt(long offset) => new(Pointer + offset, (int)Math.Min(Slice, Bytes - offset));

    private void Free()
    {
        NativeMemory.AlignedFree(pointer);
        pointer = null;
    }
}
