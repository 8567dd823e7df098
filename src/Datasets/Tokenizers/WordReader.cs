using System.Globalization;
using System.Text;
using TrainingService.Contracts.Specs.Datasets.Preprocessing;

namespace TrainingService.Datasets.Tokenizers;

/// <summary>Cuts a text into words, in order, without copying: for <c>foreach</c>.</summary>
/// <param name="text">The text.</param>
/// <param name="split">
/// White space only, or Unicode: runs of letters, marks and digits are words (with an apostrophe between letters: "don't"), and so is every other
/// visible character.
/// </param>
internal ref struct WordReader(ReadOnlySpan<char> text, WordSplit split)
{
    private readonly ReadOnlySpan<char> text = text;
    private int next;

    /// <summary>The word found last.</summary>
    public ReadOnlySpan<char> Current { get; private set; }

    public readonly WordReader GetEnumerator() => this;

    public bool MoveNext()
    {
        while (next < text.Length && char.IsWhiteSpace(text[next])) next++;
        if (next == text.Length) return false;
        var start = next;
        next += split == WordSplit.Whitespace ? UpToBlank(text[start..]) : UpToEdge(text[start..]);
        Current = text[start..next];
        return true;
    }

    private static int UpToBlank(ReadOnlySpan<char> rest)
    {
        var length = 0;
        while (length < rest.Length && !char.IsWhiteSpace(rest[length])) length++;
        return length;
    }

    private static int UpToEdge(ReadOnlySpan<char> rest)
    {
        Rune.DecodeFromUtf16(rest, out var rune, out var length);
        if (!IsWord(rune)) return length;
        while (length < rest.Length)
        {
            Rune.DecodeFromUtf16(rest[length..], out rune, out var used);
            if (!IsWord(rune) && !(rest[length] is '\'' or '’' && length + 1 < rest.Length && char.IsLetter(rest[length + 1]) && char.IsLetter(rest[length - 1]))) break;
            length += used;
        }

        return length;
    }

    private static bool IsWord(Rune rune) => Rune.IsLetterOrDigit(rune)
        || Rune.GetUnicodeCategory(rune) is UnicodeCategory.NonSpacingMark or UnicodeCategory.SpacingCombiningMark or UnicodeCategory.EnclosingMark;
}
