using System.Buffers;
using System.Text;

namespace TrainingService.Datasets.Formats.Text;

/// <summary>Finds what is wrong in text that is not UTF-8.</summary>
internal static class Utf8Check
{
    /// <summary>Position of the first byte that belongs to no character; the length when there is none.</summary>
    public static int FirstInvalid(ReadOnlySpan<byte> bytes)
    {
        var at = 0;
        while (at < bytes.Length)
        {
            if (bytes[at] < 0x80)
            {
                at++;
                continue;
            }

            if (Rune.DecodeFromUtf8(bytes[at..], out _, out var length) != OperationStatus.Done) return at;
            at += length;
        }

        return at;
    }
}
