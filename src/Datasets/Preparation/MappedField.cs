using System.IO.MemoryMappedFiles;
using TrainingService.Compute.Data;

namespace TrainingService.Datasets.Preparation;

/// <summary>A field in a file, mapped into memory: pages come in when they are read and go when memory is short, so it may be larger than memory.</summary>
internal sealed unsafe class MappedField : FieldData, IDisposable
{
    private const long Stretch = 4 << 20;
    private readonly Mapping values;
    private readonly Mapping? lengths;

    /// <param name="valuesPath">The rows' values.</param>
    /// <param name="valueBytes">Their bytes.</param>
    /// <param name="lengthsPath">Real steps of each row, or null.</param>
    /// <param name="lengthBytes">Their bytes.</param>
    /// <exception cref="InvalidDataException">A file is missing or has another length.</exception>
    public MappedField(string valuesPath, long valueBytes, string? lengthsPath, long lengthBytes)
    {
        values = new Mapping(valuesPath, valueBytes);
        lengths = lengthsPath is null ? null : new Mapping(lengthsPath, lengthBytes);
    }

    public override void* Values => values.Start;

    public override int* Lengths => lengths is null ? null : (int*)lengths.Start;

    public override long Bytes => values.Bytes;

    public override bool IsOnDisk => true;

    /// <summary>Bytes of memory that the process may take.</summary>
    internal long Memory { get; init; } = GC.GetGCMemoryInfo().TotalAvailableMemoryBytes;

    /// <summary>Up to a quarter of the memory that there is, a file is read from its beginning to its end, the fastest way for a disk, and then stays.</summary>
    public override bool BeginPass(CancellationToken cancellation)
    {
        if (PageAdvice.AreInMemory(values.Start, values.Bytes)) return false;
        if (values.Bytes > Memory / 4)
        {
            PageAdvice.ReadsAreScattered(values.Start, values.Bytes);
            return true;
        }

        for (var at = 0L; at < values.Bytes && !cancellation.IsCancellationRequested; at += Stretch)
            PageAdvice.WillBeRead(values.Start + at, Math.Min(Stretch, values.Bytes - at));
        return false;
    }

    public override void Fetch(ReadOnlySpan<int> rows, long rowBytes)
    {
        foreach (var row in rows) PageAdvice.WillBeRead(values.Start + row * rowBytes, rowBytes);
    }

    public void Dispose()
    {
        values.Dispose();
        lengths?.Dispose();
    }

    private sealed class Mapping : IDisposable
    {
        private readonly MemoryMappedFile? file;
        private readonly MemoryMappedViewAccessor? view;
        private int unmapped;

        public Mapping(string path, long bytes)
        {
            var info = new FileInfo(path);
            if (!info.Exists || info.Length != bytes) throw new InvalidDataException($"{path}: {(info.Exists ? $"{info.Length} bytes" : "missing")}, expected {bytes} bytes.");
            Bytes = bytes;
            if (bytes == 0) return;
            file = MemoryMappedFile.CreateFromFile(path, FileMode.Open, null, 0, MemoryMappedFileAccess.Read);
            view = file.CreateViewAccessor(0, bytes, MemoryMappedFileAccess.Read);
            byte* start = null;
            view.SafeMemoryMappedViewHandle.AcquirePointer(ref start);
            Start = start + view.PointerOffset;
        }

        public byte* Start { get; }

        public long Bytes { get; }

        /// <summary>The pointer that is held keeps the handle's own finalizer from unmapping: nobody disposes of data that runs share.</summary>
        ~Mapping() => Unmap();

        public void Dispose()
        {
            Unmap();
            GC.SuppressFinalize(this);
        }

        private void Unmap()
        {
            if (view is null || Interlocked.Exchange(ref unmapped, 1) == 1) return;
            view.SafeMemoryMappedViewHandle.ReleasePointer();
            view.Dispose();
            file!.Dispose();
        }
    }
}
