using System.Buffers.Binary;

namespace TrainingService.Datasets.Uploads.Archives;

/// <summary>Walks a zip archive's central directory without keeping it (APPNOTE 4.3.12 to 4.3.16).</summary>
internal static class ZipDirectory
{
    private const uint EntrySignature = 0x02014b50;
    private const uint EndSignature = 0x06054b50;
    private const uint LocatorSignature = 0x07064b50;
    private const uint End64Signature = 0x06064b50;
    private const int EntrySize = 46;
    private const int EndSize = 22;
    private const int LocatorSize = 20;
    private const int MaxComment = 0xffff;

    /// <summary>Whether there are more entries than that. What the archive says of their number is not believed: they are counted.</summary>
    /// <exception cref="InvalidDataException">There is no directory.</exception>
    public static bool HasMoreThan(FileStream stream, long most)
    {
        stream.Position = Start(stream);
        var buffered = new BufferedStream(stream, 1 << 16);
        Span<byte> entry = stackalloc byte[EntrySize];
        for (var count = 0L; ; count++)
        {
            if (buffered.ReadAtLeast(entry, EntrySize, throwOnEndOfStream: false) < EntrySize) return false;
            if (BinaryPrimitives.ReadUInt32LittleEndian(entry) != EntrySignature) return false;
            if (count >= most) return true;
            var tail = BinaryPrimitives.ReadUInt16LittleEndian(entry[28..]) + BinaryPrimitives.ReadUInt16LittleEndian(entry[30..])
                + BinaryPrimitives.ReadUInt16LittleEndian(entry[32..]);
            buffered.Seek(tail, SeekOrigin.Current);
        }
    }

    private static long Start(FileStream stream)
    {
        var tail = new byte[(int)Math.Min(stream.Length, EndSize + MaxComment)];
        var tailAt = stream.Length - tail.Length;
        stream.Position = tailAt;
        stream.ReadExactly(tail);
        for (var at = tail.Length - EndSize; at >= 0; at--)
        {
            if (BinaryPrimitives.ReadUInt32LittleEndian(tail.AsSpan(at)) != EndSignature) continue;
            var start = BinaryPrimitives.ReadUInt32LittleEndian(tail.AsSpan(at + 16));
            return start == uint.MaxValue ? Start64(stream, tailAt + at) : InFile(stream, start);
        }

        throw new InvalidDataException("its end is missing.");
    }

    private static long Start64(FileStream stream, long endAt)
    {
        Span<byte> locator = stackalloc byte[LocatorSize];
        stream.Position = InFile(stream, endAt - LocatorSize);
        stream.ReadExactly(locator);
        if (BinaryPrimitives.ReadUInt32LittleEndian(locator) != LocatorSignature) throw new InvalidDataException("its directory is not where it should be.");
        Span<byte> end = stackalloc byte[56];
        stream.Position = InFile(stream, BinaryPrimitives.ReadInt64LittleEndian(locator[8..]));
        stream.ReadExactly(end);
        if (BinaryPrimitives.ReadUInt32LittleEndian(end) != End64Signature) throw new InvalidDataException("its directory is not where it should be.");
        return InFile(stream, BinaryPrimitives.ReadInt64LittleEndian(end[48..]));
    }

    private static long InFile(FileStream stream, long at) =>
        at >= 0 && at <= stream.Length ? at : throw new InvalidDataException("its directory lies outside of the file.");
}
