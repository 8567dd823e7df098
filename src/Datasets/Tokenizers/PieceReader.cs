using System.Text;

namespace TrainingService.Datasets.Tokenizers;

/// <summary>
/// Cuts a text into the pieces within which byte pairs are merged, for <c>foreach</c>: a run of letters, of digits or of other visible characters, each with
/// the one blank before it, or a run of white space (without the blank that goes to what follows). Together the pieces are the text.
/// </summary>
internal ref struct PieceReader(ReadOnlySpan<char> text)
{
    private readonly ReadOnlySpan<char> text = text;
    private int next;

    private enum Kind
    {
        White,
        Letter,
        Digit,
        Other,
    }

    /// <summary>The piece found last.</summary>
    public ReadOnlySpan<char> Current { get; private set; }

    public readonly PieceReader GetEnumerator() => this;

    public bool MoveNext()
    {
        if (next == text.Length) return false;
        var start = next;
        var kind = KindAt(next, out var used);
        if (kind == Kind.White)
        {
            while (next < text.Length && KindAt(next, out used) == Kind.White) next += used;

            // The last blank belongs to what follows.
            if (next < text.Length && text[next - 1] == ' ') next--;
            if (next > start)
            {
                Current = text[start..next];
                return true;
            }

            next = start + 1;
            kind = KindAt(next, out used);
        }

        do next += used;
        while (next < text.Length && KindAt(next, out used) == kind);
        Current = text[start..next];
        return true;
    }

    private readonly Kind KindAt(int place, out int used)
    {
        Rune.DecodeFromUtf16(text[place..], out var rune, out used);
        return Rune.IsWhiteSpace(rune) ? Kind.White : Rune.IsLetter(rune) ? Kind.Letter : Rune.IsDigit(rune) ? Kind.Digit : Kind.Other;
    }
}
