using System.Buffers.Binary;
using TrainingService.Contracts.Datasets;
using TrainingService.Datasets.Formats.Arrays;
using TrainingService.Datasets.Importing;

namespace TrainingService.Datasets.Formats.Idx;

/// <summary>
/// IDX files, plain or gzip: big-endian header (two zeros, element type, number of dimensions, the dimensions), then the values in row-major order.
/// A file of one dimension is the column `label`, one of more is `image` (bytes) or `features`.
/// </summary>
internal sealed class IdxReader : IFormatReader
{
    public DatasetFormat Format => DatasetFormat.Idx;

    public ReadResult Read(ImportContext context)
    {
        var sources = context.Files.Where(file => !ClassNames.IsList(file)).Select(file => Describe(file, context)).ToList();
        return ArrayImport.Read(context, [.. sources.OrderBy(source => source.RowShape.Count == 0 ? 1 : 0)], bytesArePictures: true);
    }

    private static ArraySource Describe(ImportFile file, ImportContext context)
    {
        using var stream = MaybeGzip.Open(file, context.Limits);
        var header = Read(stream, file, 4);
        if (header[0] != 0 || header[1] != 0 || Kind(header[2]) is not { } kind || header[3] is 0 or > 8)
        {
            throw Problems.At("bad_magic", file.Name, $"The file begins with {Convert.ToHexStringLower(header)}.",
                expected: "0000, a type (08 to 0e) and a number of dimensions (01 to 08)",
                    remedy: "It is no IDX file, or it is compressed in another way than gzip.");
        }

        var sizes = new int[header[3]];
        var bytes = (long)kind.Width();
        var most = MaybeGzip.MostBytes(file);
        for (var i = 0; i < sizes.Length; i++)
        {
            sizes[i] = BinaryPrimitives.ReadInt32BigEndian(Read(stream, file, 4));
            if (sizes[i] < 1) throw Problems.At("empty", file.Name, $"Dimension {i + 1} is {sizes[i]}.", expected: "at least 1");
            if (bytes > most / sizes[i])
            {
                throw Problems.Truncated(file.Name,
                    $"The header declares [{string.Join(", ", sizes.Take(i + 1))}] values and maybe more, which the file can't hold.");
            }

            bytes *= sizes[i];
        }

        var name = sizes.Length == 1 ? "label" : kind == ElementKind.UInt8 && sizes.Length is 3 or 4 ? "image" : "features";
        return new ArraySource(file.Part!, file.Name, name, kind, 0, sizes[0], sizes[1..],
            () => Open(file, context.Limits, kind, 4 + 4 * sizes.Length));
    }

    private static StreamRows Open(ImportFile file, ImportLimits limits, ElementKind kind, int headerBytes)
    {
        var stream = MaybeGzip.Open(file, limits);
        Read(stream, file, headerBytes);
        return new StreamRows(file.Name, stream, kind.Width(), bigEndian: true);
    }

    private static byte[] Read(Stream stream, ImportFile file, int count)
    {
        var bytes = new byte[count];
        try
        {
            if (stream.ReadAtLeast(bytes, count, throwOnEndOfStream: false) < count) throw Problems.Truncated(file.Name,
                "The file ends within its header.");
        }
        catch (InvalidDataException exception)
        {
            throw Problems.Damaged(file.Name, $"The compressed data is damaged ({exception.Message})", exception);
        }

        return bytes;
    }

    private static ElementKind? Kind(byte code) => code switch
    {
        0x08 => ElementKind.UInt8,
        0x09 => ElementKind.Int8,
        0x0b => ElementKind.Int16,
        0x0c => ElementKind.Int32,
        0x0d => ElementKind.Float32,
        0x0e => ElementKind.Float64,
        _ => null,
    };
}
