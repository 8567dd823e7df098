using System.Text;
using System.Text.Json.Serialization;

namespace TrainingService.Datasets.Tokenizers;

/// <summary>A learned vocabulary: text to ids and back. Ids 0 to 3 are padding, unknown, begin and end. Immutable, so safe on any thread.</summary>
[JsonPolymorphic(TypeDiscriminatorPropertyName = "level", UnknownDerivedTypeHandling = JsonUnknownDerivedTypeHandling.FailSerialization)]
[JsonDerivedType(typeof(CharTokenizer), "char")]
[JsonDerivedType(typeof(WordTokenizer), "word")]
[JsonDerivedType(typeof(BytePairTokenizer), "bpe")]
public abstract class Tokenizer
{
    /// <summary>Id of the padding behind a row's end.</summary>
    public const int Padding = 0;

    /// <summary>Id of what is not in the vocabulary.</summary>
    public const int Unknown = 1;

    /// <summary>Id put before a text.</summary>
    public const int Begin = 2;

    /// <summary>Id put behind a text.</summary>
    public const int End = 3;

    /// <summary>Ids below this one stand for no text.</summary>
    public const int SpecialCount = 4;

    private static readonly string[] Specials = ["<pad>", "<unk>", "<bos>", "<eos>"];

    /// <summary>Turn text into lower case first.</summary>
    public bool LowerCase { get; init; }

    /// <summary>Ids there are, the special ones included.</summary>
    [JsonIgnore]
    public abstract int VocabularySize { get; }

    /// <summary>All tokens as shown to people, by id.</summary>
    public IReadOnlyList<string> Names() => [.. Enumerable.Range(0, VocabularySize).Select(id => id < SpecialCount ? Specials[id] : NameOf(id))];

    /// <summary>Appends a text's ids, without begin and end.</summary>
    public void Encode(string text, List<int> ids)
    {
        ArgumentNullException.ThrowIfNull(text);
        ArgumentNullException.ThrowIfNull(ids);
        Append(LowerCase ? text.ToLowerInvariant() : text, ids);
    }

    /// <summary>The text of ids; special ids give no text, except unknown, which gives U+FFFD.</summary>
    public abstract string Decode(ReadOnlySpan<int> ids);

    /// <summary>Appends the ids of a text whose case is as wanted.</summary>
    protected abstract void Append(string text, List<int> ids);

    /// <summary>A token of the vocabulary as shown to people.</summary>
    protected abstract string NameOf(int id);

    /// <summary>What an id that stands for no text decodes to, or null when it does stand for some.</summary>
    protected static string? Special(int id) => id == Unknown ? Rune.ReplacementChar.ToString() : id is >= 0 and < SpecialCount ? "" : null;
}
