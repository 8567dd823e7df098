namespace TrainingService.Contracts.Filters;

/// <summary>What a token is.</summary>
internal enum TokenKind
{
    /// <summary>A field, a value without quotes, or a word to look for.</summary>
    Word,

    /// <summary>Text in quotes.</summary>
    Quoted,

    /// <summary>One of the signs that compare.</summary>
    Operator,

    /// <summary>`(`.</summary>
    Open,

    /// <summary>`)`.</summary>
    Close,

    /// <summary>`,`.</summary>
    Comma,

    /// <summary>The end of the text.</summary>
    End,
}

/// <summary>A piece of the expression.</summary>
/// <param name="Kind">What it is.</param>
/// <param name="Position">Where it begins.</param>
/// <param name="Length">How long it is as written.</param>
/// <param name="Text">Its text; of a quoted one without quotes and escapes.</param>
/// <param name="Segments">A word cut at its dots and brackets, quoted parts whole: `metrics."a.b".last` has three.</param>
internal readonly record struct FilterToken(TokenKind Kind, int Position, int Length, string Text, IReadOnlyList<string> Segments)
{
    /// <summary>Whether it is a keyword; these are words in any case, and quotes make them text.</summary>
    public bool Is(string keyword) => Kind is TokenKind.Word && string.Equals(Text, keyword, StringComparison.OrdinalIgnoreCase);

    /// <summary>How an error names it.</summary>
    public string Shown => Kind is TokenKind.End ? "the end" : $"\"{Text}\"";
}
