using System.Buffers;
using System.Runtime.InteropServices;
using Microsoft.Win32.SafeHandles;
using TrainingService.Datasets.Preprocessing.Fitting;

namespace TrainingService.Datasets.Preparation;

/// <summary>Writes one field of one part: chunks of rows in parallel, each to its own place, so memory does not depend on the rows.</summary>
internal sealed class FieldFileWriter : IDisposable
{
    private const int ChunkBytes = 4 << 20;
    private const int MostChunkRows = 8192;
    private readonly string values;
    private readonly string? lengths;
    private readonly SafeFileHandle valueFile;
    private readonly SafeFileHandle? lengthFile;
    private readonly long rowBytes;
    private readonly int rows;

    public FieldFileWriter(string folder, string name, int rows, long rowBytes, bool hasLengths)
    {
        (this.rows, this.rowBytes) = (rows, rowBytes);
        values = Path.Combine(folder, name + ".values");
        valueFile = File.OpenHandle(values, FileMode.CreateNew, FileAccess.Write, FileShare.None, FileOptions.None, rows * rowBytes);
        RandomAccess.SetLength(valueFile, rows * rowBytes);
        if (!hasLengths) return;
        lengths = Path.Combine(folder, name + ".lengths");
        lengthFile = File.OpenHandle(lengths, FileMode.CreateNew, FileAccess.Write);
    }

    /// <summary>Prepares a stretch of rows into memory.</summary>
    public delegate void Fill(int first, int count, Span<byte> values, Span<int> lengths);

    /// <summary>Prepares and writes all rows.</summary>
    public void Write(Fill fill, CancellationToken cancellation)
    {
        var chunkRows = (int)Math.Clamp(ChunkBytes / Math.Max(1, rowBytes), 1, MostChunkRows);
        var chunks = (rows + chunkRows - 1) / chunkRows;
        Concurrently.For(
            chunks,
            chunk =>
            {
                var first = chunk * chunkRows;
                var count = Math.Min(chunkRows, rows - first);
                var size = checked((int)(count * rowBytes));
                var (bytes, steps) = (ArrayPool<byte>.Shared.Rent(size), new int[lengthFile is null ? 0 : count]);
                var values = bytes.AsSpan(0, size);
                values.Clear(); // Forms write what is there; the rest is zero.
                fill(first, count, values, steps);
                RandomAccess.Write(valueFile, values, first * rowBytes);
                if (lengthFile is not null) RandomAccess.Write(lengthFile, MemoryMarshal.AsBytes(steps.AsSpan()), (long)first * sizeof(int));

                // One that an exception keeps from coming back is collected as any other.
                ArrayPool<byte>.Shared.Return(bytes);
            },
            cancellation);
    }

    /// <summary>Ends the files.</summary>
    public ManifestField Finish()
    {
        RandomAccess.FlushToDisk(valueFile);
        if (lengthFile is not null) RandomAccess.FlushToDisk(lengthFile);
        Dispose();
        return new ManifestField(Describe(values), lengths is null ? null : Describe(lengths), null);
    }

    public void Dispose()
    {
        valueFile.Dispose();
        lengthFile?.Dispose();
    }

    /// <summary>A file with how to tell that it is whole.</summary>
    public static ManifestFile Describe(string path) => new(Path.GetFileName(path), new FileInfo(path).Length, SampledHash.Of(path));
}
