using System.Text;

namespace TrainingService.Contracts.Filters;

/// <summary>Cuts an expression into tokens.</summary>
internal sealed class FilterLexer(string text)
{
    private const string WordEnds = "()=!<>~:,\"'&|";

    private int _at;

    /// <summary>All tokens, the end included.</summary>
    public List<FilterToken> Read()
    {
        var tokens = new List<FilterToken>();
        do tokens.Add(Next());
        while (tokens[^1].Kind is not TokenKind.End);
        return tokens;
    }

    private FilterToken Next()
    {
        while (_at < text.Length && char.IsWhiteSpace(text[_at])) _at++;
        if (_at == text.Length) return Token(TokenKind.End, _at, "");
        var start = _at;
        switch (text[_at])
        {
            case '(':
                _at++;
                return Token(TokenKind.Open, start, "(");
            case ')':
                _at++;
                return Token(TokenKind.Close, start, ")");
            case ',':
                _at++;
                return Token(TokenKind.Comma, start, ",");
            case '"' or '\'':
                return Token(TokenKind.Quoted, start, Quoted());
            case '&' or '|':
                throw Wrong(start, text[_at] == '&' ? "AND" : "OR", "AND, OR or NOT in words");
            case '=' or '!' or '<' or '>' or '~' or ':':
                return Operator();
            default:
                return Word();
        }
    }

    private FilterToken Operator()
    {
        var start = _at;
        while (_at < text.Length && "=!<>~:".Contains(text[_at], StringComparison.Ordinal)) _at++;
        var sign = text[start.._at];
        return sign is "=" or "!=" or "<" or "<=" or ">" or ">=" or "~" or "!~" or ":"
            ? Token(TokenKind.Operator, start, sign)
            : throw Wrong(start, Meant(sign), "one of = != < <= > >= ~ !~ : IN");
    }

    private static string? Meant(string sign) => sign switch
    {
        "==" or "===" => "=",
        "<>" or "=!" => "!=",
        "=>" => ">=",
        "=<" => "<=",
        "=~" or "~=" or "~~" => "~",
        "!" => "NOT",
        _ => null,
    };

    private FilterToken Word()
    {
        var start = _at;
        // A time of day has colons of its own: 2026-11-26T09:30:00Z.
        var isTime = _at + 4 < text.Length && text[_at..(_at + 4)].All(char.IsAsciiDigit) && text[_at + 4] == '-';
        List<string> segments = [];
        var segment = new StringBuilder();
        while (_at < text.Length && !char.IsWhiteSpace(text[_at]))
        {
            var c = text[_at];
            if (c is '"' or '\'' && segment.Length == 0 && segments.Count > 0) segment.Append(Quoted());
            else if (WordEnds.Contains(c, StringComparison.Ordinal) && !(isTime && c == ':')) break;
            else
            {
                if (c is '.' or '[') Close();
                else if (c is not ']') segment.Append(c);
                _at++;
            }
        }

        Close();
        return new FilterToken(TokenKind.Word, start, _at - start, text[start.._at], segments);

        void Close()
        {
            segments.Add(segment.ToString());
            segment.Clear();
        }
    }

    private string Quoted()
    {
        var (start, quote) = (_at, text[_at]);
        var content = new StringBuilder();
        for (_at++; _at < text.Length; _at++)
        {
            if (text[_at] == quote)
            {
                _at++;
                return content.ToString();
            }

            if (text[_at] == '\\' && _at + 1 < text.Length) _at++;
            content.Append(text[_at]);
        }

        throw new FilterException(new FilterError(start, text.Length - start, "syntax", "This text in quotes does not end.", $"a closing {quote}"));
    }

    private FilterToken Token(TokenKind kind, int start, string content) => new(kind, start, _at - start, content, []);

    private FilterException Wrong(int start, string? meant, string expected)
    {
        var end = start;
        while (end < text.Length && "=!<>~:&|".Contains(text[end], StringComparison.Ordinal)) end++;
        return new FilterException(new FilterError(start, end - start, "syntax", $"\"{text[start..end]}\" is no operator here.", expected, meant));
    }
}
