using System.Text;
using TrainingService.Datasets.Importing;

namespace TrainingService.Datasets.Formats.Text;

/// <summary>
/// The bytes of a text file as UTF-8 whatever its encoding (plain or gzip), without byte order mark. Bytes of a UTF-8 file come as they are:
/// whoever reads them checks that they are valid, so as to say in which row they are not.
/// </summary>
internal sealed class Utf8Source : IDisposable
{
    private const int BlockChars = 1 << 16;

    private readonly string file;
    private readonly Stream stream;
    private readonly Decoder? decoder;
    private readonly byte[] raw = [];
    private readonly char[] letters = [];
    private byte[] encoded = [];
    private int encodedStart;
    private int encodedEnd;
    private bool ended;

    /// <param name="source">The file.</param>
    /// <param name="encoding">Its encoding.</param>
    /// <param name="limits">How much it may unpack to.</param>
    public Utf8Source(ImportFile source, TextEncoding encoding, ImportLimits limits)
    {
        file = source.Name;
        stream = MaybeGzip.Open(source, limits);
        Span<byte> preamble = stackalloc byte[encoding.Preamble];
        stream.ReadAtLeast(preamble, preamble.Length, throwOnEndOfStream: false);
        if (encoding.IsUtf8) return;
        decoder = encoding.Decoder().GetDecoder();
        raw = new byte[BlockChars];
        letters = new char[BlockChars + 16];
    }

    /// <summary>Fills the span as far as the file goes; 0 at its end.</summary>
    public int Read(Span<byte> destination)
    {
        if (decoder is null) return stream.ReadAtLeast(destination, destination.Length, throwOnEndOfStream: false);
        var done = 0;
        while (done < destination.Length && (encodedStart < encodedEnd || Decode()))
        {
            var count = Math.Min(destination.Length - done, encodedEnd - encodedStart);
            encoded.AsSpan(encodedStart, count).CopyTo(destination[done..]);
            encodedStart += count;
            done += count;
        }

        return done;
    }

    public void Dispose() => stream.Dispose();

    /// <summary>The beginning of a file, unpacked, and its encoding.</summary>
    public static (byte[] Beginning, TextEncoding Encoding) Peek(ImportFile source, string? encodingOption, ImportLimits limits, int bytes = 1 << 16)
    {
        var beginning = new byte[bytes];
        using (var stream = MaybeGzip.Open(source, limits))
        {
            Array.Resize(ref beginning, stream.ReadAtLeast(beginning, bytes, throwOnEndOfStream: false));
        }

        return (beginning, encodingOption is null ? TextEncoding.Detect(beginning) : TextEncoding.Named(encodingOption, beginning));
    }

    private bool Decode()
    {
        while (!ended)
        {
            var count = stream.ReadAtLeast(raw, raw.Length, throwOnEndOfStream: false);
            ended = count < raw.Length;
            try
            {
                var got = decoder!.GetChars(raw.AsSpan(0, count), letters, flush: ended);
                if (encoded.Length == 0) encoded = new byte[Encoding.UTF8.GetMaxByteCount(letters.Length)];
                encodedStart = 0;
                encodedEnd = Encoding.UTF8.GetBytes(letters.AsSpan(0, got), encoded);
            }
            catch (DecoderFallbackException exception)
            {
                throw Problems.At("bad_encoding", file,
                    $"The bytes {Convert.ToHexStringLower(exception.BytesUnknown ?? [])} are no letters in the file's encoding.",
                    expected: "text in the encoding that was detected",
                        remedy: "Name the right one with the option encoding, or save the file as UTF-8.");
            }

            if (encodedEnd > 0) return true;
        }

        return false;
    }
}
