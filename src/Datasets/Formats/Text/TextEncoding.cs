using System.Text;
using System.Text.Unicode;
using TrainingService.Datasets.Importing;

namespace TrainingService.Datasets.Formats.Text;

/// <summary>How a text file writes its letters.</summary>
/// <param name="Name">As the option `encoding` says it.</param>
/// <param name="Preamble">Bytes of the byte order mark to skip.</param>
/// <param name="Confidence">How sure it is, 0 to 1.</param>
internal sealed record TextEncoding(string Name, int Preamble, double Confidence)
{
    private const string Utf8Name = "utf-8";

    static TextEncoding() => Encoding.RegisterProvider(CodePagesEncodingProvider.Instance);

    /// <summary>Whether the bytes can be used as they are.</summary>
    public bool IsUtf8 => Name == Utf8Name;

    /// <summary>A decoder that throws on what it can't read.</summary>
    public Encoding Decoder() => Encoding.GetEncoding(Name, EncoderFallback.ExceptionFallback, DecoderFallback.ExceptionFallback);

    /// <summary>The encoding that the options name.</summary>
    /// <exception cref="DatasetProblemException">There is none of that name.</exception>
    public static TextEncoding Named(string name, ReadOnlySpan<byte> beginning)
    {
        try
        {
            var encoding = Encoding.GetEncoding(name);
            var preamble = encoding.Preamble.Length > 0 && beginning.StartsWith(encoding.Preamble) ? encoding.Preamble.Length : 0;
            return new TextEncoding(encoding.WebName, preamble, 1);
        }
        catch (Exception exception) when (exception is ArgumentException or NotSupportedException)
        {
            throw Problems.At("unknown_encoding", null, $"The option encoding is {Problems.Quote(name)}.",
                expected: "utf-8, utf-16, utf-16be, windows-1252, iso-8859-1 or another IANA name");
        }
    }

    /// <summary>
    /// Tells the encoding from a file's beginning: byte order mark; every other byte zero (UTF-16); valid UTF-8; else Windows-1252, in which any
    /// bytes but five are letters.
    /// </summary>
    public static TextEncoding Detect(ReadOnlySpan<byte> beginning)
    {
        if (beginning.StartsWith((ReadOnlySpan<byte>)[0xef, 0xbb, 0xbf])) return new(Utf8Name, 3, 1);
        if (beginning.StartsWith((ReadOnlySpan<byte>)[0xff, 0xfe, 0, 0])) return new("utf-32", 4, 1);
        if (beginning.StartsWith((ReadOnlySpan<byte>)[0xff, 0xfe])) return new("utf-16", 2, 1);
        if (beginning.StartsWith((ReadOnlySpan<byte>)[0xfe, 0xff])) return new("utf-16BE", 2, 1);
        var (even, odd) = Zeros(beginning);
        if (odd > 0.3 && even < 0.05) return new("utf-16", 0, 0.9);
        if (even > 0.3 && odd < 0.05) return new("utf-16BE", 0, 0.9);
        var whole = beginning[..WholeCharacters(beginning)];
        if (Utf8.IsValid(whole)) return new(Utf8Name, 0, whole.IndexOfAnyExceptInRange((byte)0, (byte)0x7f) >= 0 ? 0.99 : 1);
        return new("windows-1252", 0, 0.6);
    }

    /// <summary>Bytes up to the last character that is there whole.</summary>
    public static int WholeCharacters(ReadOnlySpan<byte> bytes)
    {
        for (var back = 1; back <= Math.Min(4, bytes.Length); back++)
        {
            var value = bytes[^back];
            if ((value & 0xc0) == 0x80) continue;
            var needed = value switch { >= 0xf0 => 4, >= 0xe0 => 3, >= 0xc0 => 2, _ => 1 };
            return needed > back ? bytes.Length - back : bytes.Length;
        }

        return bytes.Length;
    }

    /// <summary>Shares of zero bytes at even and odd places.</summary>
    private static (double Even, double Odd) Zeros(ReadOnlySpan<byte> bytes)
    {
        if (bytes.Length < 2) return (0, 0);
        var (even, odd) = (0, 0);
        for (var i = 0; i < bytes.Length; i++)
        {
            if (bytes[i] != 0) continue;
            if ((i & 1) == 0) even++;
            else odd++;
        }

        return (2.0 * even / bytes.Length, 2.0 * odd / bytes.Length);
    }
}
