using System.IO.Compression;
using TrainingService.Datasets.Importing;

namespace TrainingService.Datasets.Formats;

/// <summary>Opens files that may be compressed with gzip, told by their first bytes.</summary>
internal static class MaybeGzip
{
    /// <summary>Deflate can't shrink data further than this: a small file that declares more is damaged or hostile.</summary>
    private const long MostBytesPerCompressedByte = 1040;

    /// <summary>Opens a file at its (unpacked) beginning.</summary>
    public static Stream Open(ImportFile file, ImportLimits limits)
    {
        var stream = new FileStream(file.Path, FileMode.Open, FileAccess.Read, FileShare.Read, 1 << 16, FileOptions.SequentialScan);
        if (!IsGzip(stream)) return stream;
        return new LimitedStream(new GZipStream(stream, CompressionMode.Decompress), file.Name, limits.UnpackedBytes);
    }

    /// <summary>The most bytes that a file can hold when it is unpacked.</summary>
    public static long MostBytes(ImportFile file)
    {
        using var stream = new FileStream(file.Path, FileMode.Open, FileAccess.Read, FileShare.Read, 1);
        return IsGzip(stream) ? stream.Length * MostBytesPerCompressedByte : stream.Length;
    }

    /// <summary>Whether a stream begins as gzip does; it stands at its beginning again afterwards.</summary>
    public static bool IsGzip(Stream stream)
    {
        var isGzip = stream.ReadByte() == 0x1f && stream.ReadByte() == 0x8b;
        stream.Position = 0;
        return isGzip;
    }
}
