using System.Text;
using TrainingService.Contracts.Json;

namespace TrainingService.Contracts.Reading;

/// <summary>What text that is no JSON was likely meant to be.</summary>
internal static class JsonHints
{
    private const int LongestWord = 20;

    /// <summary>Whether the text opens more levels than are read.</summary>
    public static bool IsTooDeep(ReadOnlySpan<byte> text)
    {
        var depth = 0;
        var inString = false;
        for (var i = 0; i < text.Length; i++)
        {
            var letter = text[i];
            if (inString)
            {
                if (letter == '\\') i++;
                else if (letter == '"') inString = false;
            }
            else if (letter == '"') inString = true;
            else if (letter is (byte)'[' or (byte)'{')
            {
                if (++depth > ContractsJson.MaxDepth) return true;
            }
            else if (letter is (byte)']' or (byte)'}') depth--;
        }

        return false;
    }

    /// <summary>A sentence about the place where reading stopped, and what to write there instead if that can be told.</summary>
    public static (string What, string? Hint) At(ReadOnlySpan<byte> text, int offset)
    {
        if (offset >= text.Length) return ("the text ends too early: a quote, bracket or brace is not closed.", null);
        var word = WordAt(text, offset);
        return word.TrimStart('-', '+').ToUpperInvariant() switch
        {
            "NAN" or "INFINITY" or "INF" => ($"{word} is not JSON.", "a finite number"),
            "NONE" or "NIL" or "UNDEFINED" => ($"{word} is not JSON.", "null, or leave the member out"),
            "TRUE" or "FALSE" => ($"{word} is not JSON.", word.ToLowerInvariant()),
            _ => (char)text[offset] switch
            {
                '\'' => ("text stands in single quotes.", "double quotes"),
                '/' or '#' => ("JSON has no comments.", null),
                '}' or ']' when Before(text, offset) == ',' => ("a comma stands before a closing bracket.", "no trailing comma"),
                _ => ($"this is not JSON at {Show(text, offset, word)}.", null),
            },
        };
    }

    private static string Show(ReadOnlySpan<byte> text, int offset, string word)
    {
        if (word.Length > 0) return $"\"{word}\"";
        Rune.DecodeFromUtf8(text[offset..], out var rune, out _);
        return Rune.IsControl(rune) ? $"control character U+{rune.Value:X4}" : $"'{rune}'";
    }

    private static char Before(ReadOnlySpan<byte> text, int offset)
    {
        var before = text[..offset].TrimEnd(" \t\r\n"u8);
        return before.IsEmpty ? '\0' : (char)before[^1];
    }

    /// <summary>The bare word around an offset: the reader may have stopped in its middle.</summary>
    private static string WordAt(ReadOnlySpan<byte> text, int offset)
    {
        var start = offset;
        while (start > 0 && offset - start < LongestWord && IsWord(text[start - 1])) start--;
        var end = offset;
        while (end < text.Length && end - offset < LongestWord && IsWord(text[end])) end++;
        return Encoding.ASCII.GetString(text[start..end]);
    }

    private static bool IsWord(byte letter) => char.IsAsciiLetterOrDigit((char)letter) || letter is (byte)'-' or (byte)'+' or (byte)'.' or (byte)'_';
}
