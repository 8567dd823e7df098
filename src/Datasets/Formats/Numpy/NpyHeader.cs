using System.Buffers.Binary;
using System.Globalization;
using System.Text;
using System.Text.RegularExpressions;
using TrainingService.Datasets.Formats.Arrays;
using TrainingService.Datasets.Importing;

namespace TrainingService.Datasets.Formats.Numpy;

/// <summary>The header of an `.npy` array (NumPy's format, versions 1 to 3): element type, order, shape.</summary>
/// <param name="Kind">Type of the elements.</param>
/// <param name="TextLength">Characters of an element, for texts.</param>
/// <param name="IsBigEndian">Whether elements begin with their highest byte.</param>
/// <param name="IsFortran">Whether the first index runs fastest.</param>
/// <param name="Shape">Sizes, outermost first.</param>
/// <param name="DataOffset">Where the elements begin.</param>
internal sealed partial record NpyHeader(ElementKind Kind, int TextLength, bool IsBigEndian, bool IsFortran, IReadOnlyList<long> Shape,
    int DataOffset)
{
    private const int MostHeaderBytes = 1 << 16;
    private const int MostText = 1 << 20;

    /// <summary>What a file begins with.</summary>
    public static ReadOnlySpan<byte> Magic => [0x93, (byte)'N', (byte)'U', (byte)'M', (byte)'P', (byte)'Y'];

    /// <summary>Reads the header; the stream then stands at the first element.</summary>
    public static NpyHeader Read(Stream stream, string file)
    {
        var start = Bytes(stream, 8, file);
        if (!start.AsSpan().StartsWith(Magic)) throw Problems.At("bad_magic", file, $"The array begins with {Convert.ToHexStringLower(start)}.",
            expected: "934e554d5059 (NumPy)");
        var wide = start[6] >= 2;
        if (start[6] is 0 or > 3) throw Problems.At("unknown_version", file, $"The array is in version {start[6]} of NumPy's format.",
            expected: "1 to 3");
        var lengthBytes = Bytes(stream, wide ? 4 : 2, file);
        var length = wide ? BinaryPrimitives.ReadUInt32LittleEndian(lengthBytes) : BinaryPrimitives.ReadUInt16LittleEndian(lengthBytes);
        if (length > MostHeaderBytes) throw Problems.TooLarge(file, $"A header of {length:n0} bytes", $"at most {MostHeaderBytes:n0}");
        var text = Encoding.UTF8.GetString(Bytes(stream, (int)length, file));
        var (kind, textLength, bigEndian) = Element(text, file);
        var order = Order().Match(text);
        var shape = Sizes().Match(text);
        if (!order.Success || !shape.Success) throw Problems.Damaged(file, $"The array's header can't be read: {Problems.Quote(text)}.");
        return new NpyHeader(kind, textLength, bigEndian, order.Groups[1].Value == "True", Shapes(shape.Groups[1].Value, file),
            8 + lengthBytes.Length + (int)length);
    }

    private static (ElementKind Kind, int TextLength, bool BigEndian) Element(string header, string file)
    {
        var match = Descr().Match(header);
        if (!match.Success)
        {
            throw Problems.At("unsupported_array", file, "The array's elements are records or objects.", expected: "numbers, booleans or texts",
                remedy: "Save each field as an array of its own, without pickling.");
        }

        var (mark, letter) = (match.Groups[1].Value, match.Groups[2].Value[0]);
        if (!int.TryParse(match.Groups[3].Value, NumberStyles.None, CultureInfo.InvariantCulture, out var size)) size = int.MaxValue;
        ElementKind? kind = (letter, size) switch
        {
            ('b', 1) or ('?', _) => ElementKind.Boolean,
            ('u', 1) => ElementKind.UInt8,
            ('i', 1) => ElementKind.Int8,
            ('u', 2) => ElementKind.UInt16,
            ('i', 2) => ElementKind.Int16,
            ('u', 4) => ElementKind.UInt32,
            ('i', 4) => ElementKind.Int32,
            ('u', 8) => ElementKind.UInt64,
            ('i', 8) => ElementKind.Int64,
            ('f', 2) => ElementKind.Float16,
            ('f', 4) => ElementKind.Float32,
            ('f', 8) => ElementKind.Float64,
            ('U', > 0 and <= MostText) => ElementKind.Utf32,
            ('S', > 0 and <= MostText) => ElementKind.Bytes,
            _ => null,
        };
        if (kind is not { } known)
        {
            throw Problems.At("unsupported_array", file, $"The array's elements are {Problems.Quote(match.Value)}.",
                expected: "integers of 1 to 8 bytes, floats of 2 to 8 bytes, booleans or texts",
                remedy: "Convert it with astype before saving.");
        }

        return (known, known.IsText() ? size : 0, mark == ">");
    }

    private static long[] Shapes(string text, string file)
    {
        var sizes = new List<long>();
        foreach (var part in text.Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries))
        {
            if (!long.TryParse(part, NumberStyles.None, CultureInfo.InvariantCulture, out var size) || sizes.Count == 8)
            {
                throw Problems.Damaged(file, $"The array's shape can't be read: {Problems.Quote(text)}.");
            }

            sizes.Add(size);
        }

        return [.. sizes];
    }

    private static byte[] Bytes(Stream stream, int count, string file)
    {
        var bytes = new byte[count];
        return stream.ReadAtLeast(bytes, count, throwOnEndOfStream: false) == count ? bytes
            : throw Problems.Truncated(file, "The file ends within an array's header.");
    }

    [GeneratedRegex("""'descr'\s*:\s*'([<>|=]?)([a-zA-Z?])(\d*)'""")]
    private static partial Regex Descr();

    [GeneratedRegex("""'fortran_order'\s*:\s*(True|False)""")]
    private static partial Regex Order();

    [GeneratedRegex("""'shape'\s*:\s*\(([^)]*)\)""")]
    private static partial Regex Sizes();
}
