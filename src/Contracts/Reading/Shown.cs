using System.Runtime.InteropServices;
using System.Text;
using System.Text.Json;

namespace TrainingService.Contracts.Reading;

/// <summary>Values as error messages show them: recognizable, never long.</summary>
internal static class Shown
{
    private const int Longest = 60;

    /// <summary>A JSON value in a few words: scalars as written, containers by kind and size.</summary>
    public static string Of(JsonElement json) => json.ValueKind switch
    {
        JsonValueKind.Object => "an object",
        JsonValueKind.Array => $"an array of {json.GetArrayLength()}",
        _ => Scalar(json),
    };

    /// <summary>A text cut to a length, with an ellipsis when something is left out.</summary>
    public static string Cut(string text, int longest)
    {
        if (text.Length <= longest) return text;
        var end = char.IsHighSurrogate(text[longest - 2]) ? longest - 2 : longest - 1;
        return text[..end] + "…";
    }

    private static string Scalar(JsonElement json)
    {
        var raw = JsonMarshal.GetRawUtf8Value(json);
        // Four bytes per character at most: enough bytes for the characters shown, whatever the value's length.
        var text = Encoding.UTF8.GetString(raw[..Math.Min(raw.Length, Longest * 4)]);
        return Cut(text, Longest);
    }
}
