using System.Buffers;
using System.Buffers.Binary;
using System.IO.Hashing;

namespace TrainingService.Datasets.Uploads.Archives;

/// <summary>
/// Proves that a gzip file was whole. The library ends a stream that was cut off as if it were complete, so the last eight bytes (RFC 1952: CRC-32
/// and
/// length of what the last member holds) are compared with what came out.
/// </summary>
internal static class GzipTrailer
{
    private const int Size = 8;

    /// <param name="packed">The gzip file.</param>
    /// <param name="output">What came out of it.</param>
    /// <param name="length">Its length.</param>
    /// <param name="crc">Its CRC-32.</param>
    /// <exception cref="InvalidDataException">The file was cut off.</exception>
    public static void Check(FileStream packed, string output, long length, uint crc)
    {
        Span<byte> trailer = stackalloc byte[Size];
        packed.Position = Math.Max(0, packed.Length - Size);
        packed.ReadExactly(trailer);
        var (wantedCrc, wantedLength) = (BinaryPrimitives.ReadUInt32LittleEndian(trailer), BinaryPrimitives.ReadUInt32LittleEndian(trailer[4..]));
        if (wantedLength == (uint)length && wantedCrc == crc) return;
        // Several members one after the other are one file too; then the last one's content is the end of it.
        if (wantedLength < length && wantedCrc == CrcOfEnd(output, wantedLength)) return;
        throw new InvalidDataException("it ends before its end mark.");
    }

    private static uint CrcOfEnd(string path, long count)
    {
        var crc = new Crc32();
        var buffer = ArrayPool<byte>.Shared.Rent(1 << 17);
        using var file = File.OpenRead(path);
        file.Position = file.Length - count;
        while (file.Read(buffer) is var read and > 0) crc.Append(buffer.AsSpan(0, read));
        ArrayPool<byte>.Shared.Return(buffer);
        return crc.GetCurrentHashAsUInt32();
    }
}
