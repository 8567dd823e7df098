using System.IO.MemoryMappedFiles;
using System.Runtime.InteropServices;

namespace TrainingService.Datasets.Columns;

/// <summary>A file mapped into memory for reading. Spans over it are valid until it is disposed; any number of threads may read.</summary>
internal sealed unsafe class MappedFile : IDisposable
{
    private readonly MemoryMappedFile? file;
    private readonly MemoryMappedViewAccessor? view;
    private byte* start;

    /// <exception cref="InvalidDataException">The file is missing or does not have the length.</exception>
    public MappedFile(string path, long length)
    {
        var info = new FileInfo(path);
        if (!info.Exists) throw new InvalidDataException($"{path}: the file is missing.");
        if (info.Length != length) throw new InvalidDataException($"{path}: {info.Length} bytes, expected {length}.");
        Length = length;
        if (length == 0) return; // An empty file can't be mapped.
        file = MemoryMappedFile.CreateFromFile(path, FileMode.Open, null, 0, MemoryMappedFileAccess.Read);
        view = file.CreateViewAccessor(0, length, MemoryMappedFileAccess.Read);
        view.SafeMemoryMappedViewHandle.AcquirePointer(ref start);
        start += view.PointerOffset;
    }

    /// <summary>Bytes.</summary>
    public long Length { get; }

    /// <summary>Some bytes of it, without copying.</summary>
    public ReadOnlySpan<byte> Bytes(long offset, int count)
    {
        ObjectDisposedException.ThrowIf(Length > 0 && start is null, this);
        if (offset < 0 || count < 0 || offset > Length - count) throw new ArgumentOutOfRangeException(nameof(offset));
        return new ReadOnlySpan<byte>(start + offset, count);
    }

    /// <summary>Some values of it, counted in values.</summary>
    public ReadOnlySpan<T> Values<T>(long index, int count) where T : unmanaged =>
        MemoryMarshal.Cast<byte, T>(Bytes(index * sizeof(T), checked(count * sizeof(T))));

    public void Dispose()
    {
        if (view is null || start is null) return;
        start = null;
        view.SafeMemoryMappedViewHandle.ReleasePointer();
        view.Dispose();
        file!.Dispose();
    }
}
