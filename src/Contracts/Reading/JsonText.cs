using System.Text;
using System.Text.Json;
using System.Text.Unicode;
using TrainingService.Contracts.Json;
using TrainingService.Contracts.Validation;

namespace TrainingService.Contracts.Reading;

/// <summary>From bytes to a JSON document, or to the one error that says where the text stops being JSON and what is likely meant.</summary>
internal static class JsonText
{
    /// <summary>More than the largest spec has by far (1000 layers with 64 inputs each); counting commas is 100 times faster than parsing.</summary>
    private const int MostCommas = 250_000;

    private static readonly JsonDocumentOptions Strict = new()
    {
        MaxDepth = ContractsJson.MaxDepth,
        CommentHandling = JsonCommentHandling.Disallow,
        AllowTrailingCommas = false,
    };

    public static (JsonDocument? Document, SpecError? Error) Parse(ReadOnlyMemory<byte> utf8)
    {
        if (utf8.Span.StartsWith(Encoding.UTF8.Preamble)) utf8 = utf8[Encoding.UTF8.Preamble.Length..];
        if (utf8.Span.TrimStart(" \t\r\n"u8).IsEmpty) return (null, Invalid("The body is empty."));
        if (!Utf8.IsValid(utf8.Span)) return (null, Invalid("The body is not valid UTF-8."));
        if (utf8.Span.Count((byte)',') is > MostCommas and var commas)
        {
            return (null, new SpecError("#", "too_large", $"The body lists about {commas} values; it was not read.", $"at most {MostCommas} values"));
        }

        try
        {
            if (FindBrokenEscape(utf8.Span) is { } broken) return (null, broken);
            return (JsonDocument.Parse(utf8, Strict), null);
        }
        catch (JsonException exception)
        {
            return (null, Describe(utf8.Span, exception));
        }
    }

    /// <summary>Half a surrogate pair, as in "\ud800", is JSON but no text: reading such a string throws, so it is found beforehand.</summary>
    private static SpecError? FindBrokenEscape(ReadOnlySpan<byte> text)
    {
        if (text.IndexOf("\\uD"u8) < 0 && text.IndexOf("\\ud"u8) < 0) return null;
        var reader = new Utf8JsonReader(text, new JsonReaderOptions { MaxDepth = ContractsJson.MaxDepth });
        while (reader.Read())
        {
            if (reader.TokenType is not (JsonTokenType.String or JsonTokenType.PropertyName) || !reader.ValueIsEscaped) continue;
            try
            {
                reader.GetString();
            }
            catch (InvalidOperationException)
            {
                var (line, column) = TextPosition.At(text, (int)reader.TokenStartIndex);
                return Invalid($"Line {line}, column {column}: the string holds half a surrogate pair (\\uD800 to \\uDFFF without its other half).");
            }
        }

        return null;
    }

    private static SpecError Describe(ReadOnlySpan<byte> text, JsonException exception)
    {
        var offset = TextPosition.Offset(text, exception.LineNumber ?? 0, exception.BytePositionInLine ?? 0);
        var (line, column) = TextPosition.At(text, offset);
        var place = $"Line {line}, column {column}: ";
        if (JsonHints.IsTooDeep(text[..Math.Min(text.Length, offset + 1)]))
        {
            return new SpecError("#", "too_deep", $"{place}nesting is deeper than {ContractsJson.MaxDepth} levels.", $"at most {ContractsJson.MaxDepth} levels");
        }

        var (what, hint) = JsonHints.At(text, offset);
        return new SpecError("#", "invalid_json", place + what, hint);
    }

    private static SpecError Invalid(string detail) => new("#", "invalid_json", detail, "a JSON object in UTF-8");
}
