using System.Buffers.Binary;
using System.IO.Compression;

namespace TrainingService.Datasets.Readers;

/// <summary>An IDX file of bytes: big-endian header (two zeros, element type, number of dimensions, the dimensions), then the values in row-major order.</summary>
/// <param name="Dimensions">Sizes, outermost first.</param>
/// <param name="Values">Their product of bytes.</param>
internal sealed record IdxFile(int[] Dimensions, byte[] Values)
{
    private const byte UnsignedByte = 0x08;

    /// <summary>Deflate can't shrink data further than this: a small file that declares more is damaged or hostile.</summary>
    private const long MostBytesPerCompressedByte = 1040;

    /// <summary>Reads a file, plain or gzip.</summary>
    /// <param name="path">Where it is.</param>
    /// <param name="rank">The number of dimensions it must have.</param>
    /// <exception cref="InvalidDataException">It is damaged or something else; nothing large is allocated before its header is believed.</exception>
    public static IdxFile Read(string path, int rank)
    {
        var name = Path.GetFileName(path);
        try
        {
            using var file = File.OpenRead(path);
            var isGzip = file.ReadByte() == 0x1f && file.ReadByte() == 0x8b;
            file.Position = 0;
            var most = isGzip ? file.Length * MostBytesPerCompressedByte : file.Length;
            using Stream stream = isGzip ? new GZipStream(file, CompressionMode.Decompress, leaveOpen: true) : file;
            var dimensions = ReadHeader(stream, name, rank, most);
            var values = new byte[dimensions.Aggregate(1, (product, size) => product * size)];
            var got = stream.ReadAtLeast(values, values.Length, throwOnEndOfStream: false);
            if (got < values.Length) throw new InvalidDataException($"{name}: the file ends after {got} of {values.Length} values.");
            if (stream.ReadByte() >= 0) throw new InvalidDataException($"{name}: the file goes on after the {values.Length} values that its header declares.");
            return new IdxFile(dimensions, values);
        }
        catch (InvalidDataException exception) when (!exception.Message.StartsWith(name, StringComparison.Ordinal))
        {
            throw new InvalidDataException($"{name}: the gzip stream is damaged ({exception.Message})", exception);
        }
    }

    private static int[] ReadHeader(Stream stream, string name, int rank, long most)
    {
        var header = new byte[4 + 4 * rank];
        if (stream.ReadAtLeast(header, header.Length, throwOnEndOfStream: false) < header.Length)
        {
            throw new InvalidDataException($"{name}: the file ends within its header.");
        }

        var magic = BinaryPrimitives.ReadUInt32BigEndian(header);
        var wanted = (uint)(UnsignedByte << 8 | rank);
        if (magic != wanted) throw new InvalidDataException($"{name}: the magic number is 0x{magic:x8}, expected 0x{wanted:x8} (bytes in {rank} dimensions).");
        var dimensions = new int[rank];
        var total = 1L;
        for (var i = 0; i < rank; i++)
        {
            dimensions[i] = BinaryPrimitives.ReadInt32BigEndian(header.AsSpan(4 + 4 * i));
            if (dimensions[i] < 1) throw new InvalidDataException($"{name}: dimension {i} is {dimensions[i]}, expected at least 1.");
            if (total > Array.MaxLength / dimensions[i]) throw TooLarge(name, most);
            total *= dimensions[i];
        }

        return total <= most ? dimensions : throw TooLarge(name, most);
    }

    private static InvalidDataException TooLarge(string name, long most) =>
        new($"{name}: the header declares more values than the file can hold (at most {Math.Min(most, Array.MaxLength)}).");
}
