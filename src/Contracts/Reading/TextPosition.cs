using System.Text;

namespace TrainingService.Contracts.Reading;

/// <summary>Between byte offsets and the lines and columns that an editor shows.</summary>
internal static class TextPosition
{
    /// <summary>The byte offset of a line (from 0) and a byte within it (from 0), at most the text's length.</summary>
    public static int Offset(ReadOnlySpan<byte> text, long line, long byteInLine)
    {
        var start = 0;
        for (; line > 0; line--)
        {
            var end = text[start..].IndexOf((byte)'\n');
            if (end < 0) break;
            start += end + 1;
        }

        return (int)Math.Min(text.Length, start + byteInLine);
    }

    /// <summary>The line and column of a byte offset, both from 1; columns count characters.</summary>
    public static (int Line, int Column) At(ReadOnlySpan<byte> text, int offset)
    {
        var before = text[..Math.Min(offset, text.Length)];
        var lineStart = before.LastIndexOf((byte)'\n') + 1;
        return (before.Count((byte)'\n') + 1, Encoding.UTF8.GetCharCount(before[lineStart..]) + 1);
    }
}
