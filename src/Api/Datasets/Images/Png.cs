using System.Buffers.Binary;
using System.IO.Compression;
using System.IO.Hashing;

namespace TrainingService.Api.Datasets.Images;

/// <summary>Writes plain PNG images (ISO/IEC 15948): 8 bits, unfiltered, one IDAT chunk.</summary>
internal static class Png
{
    private static readonly byte[] Signature = [0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a];

    /// <summary>An image of bytes [height, width, channels]: 1 channel grey, 2 grey with alpha, 3 colour, 4 colour with alpha.</summary>
    public static byte[] Write(ReadOnlySpan<byte> pixels, int height, int width, int channels)
    {
        byte type = channels switch
        {
            1 => 0,
            2 => 4,
            3 => 2,
            4 => 6,
            _ => throw new ArgumentOutOfRangeException(nameof(channels)),
        };
        var png = new MemoryStream();
        png.Write(Signature);
        var header = new byte[13];
        BinaryPrimitives.WriteInt32BigEndian(header, width);
        BinaryPrimitives.WriteInt32BigEndian(header.AsSpan(4), height);
        (header[8], header[9]) = (8, type);
        Chunk(png, "IHDR"u8, header);
        Chunk(png, "IDAT"u8, Rows(pixels, height, width * channels));
        Chunk(png, "IEND"u8, []);
        return png.ToArray();
    }

    private static byte[] Rows(ReadOnlySpan<byte> pixels, int height, int stride)
    {
        var packed = new MemoryStream();
        using (var zlib = new ZLibStream(packed, CompressionLevel.Fastest))
        {
            for (var row = 0; row < height; row++)
            {
                zlib.WriteByte(0);
                zlib.Write(pixels.Slice(row * stride, stride));
            }
        }

        return packed.ToArray();
    }

    private static void Chunk(MemoryStream png, ReadOnlySpan<byte> type, ReadOnlySpan<byte> content)
    {
        Span<byte> number = stackalloc byte[4];
        BinaryPrimitives.WriteInt32BigEndian(number, content.Length);
        png.Write(number);
        png.Write(type);
        png.Write(content);
        var crc = new Crc32();
        crc.Append(type);
        crc.Append(content);
        BinaryPrimitives.WriteUInt32BigEndian(number, crc.GetCurrentHashAsUInt32());
        png.Write(number);
    }
}
