using System.Text;
using System.Text.Json.Serialization;

namespace TrainingService.Datasets.Tokenizers;

/// <summary>A token per Unicode code point. Texts made of known characters come back exactly.</summary>
public sealed class CharTokenizer : Tokenizer
{
    private readonly Rune[] runes;
    private readonly Dictionary<Rune, int> ids;

    /// <param name="characters">The vocabulary in the order of its ids, without the special ones.</param>
    [JsonConstructor]
    public CharTokenizer(string characters)
    {
        ArgumentNullException.ThrowIfNull(characters);
        Characters = characters;
        runes = [.. characters.EnumerateRunes()];
        ids = runes.Select((rune, i) => (rune, i)).ToDictionary(pair => pair.rune, pair => pair.i + SpecialCount);
    }

    /// <summary>The vocabulary in the order of its ids, without the special ones.</summary>
    public string Characters { get; }

    /// <inheritdoc/>
    public override int VocabularySize => runes.Length + SpecialCount;

    /// <inheritdoc/>
    public override string Decode(ReadOnlySpan<int> ids)
    {
        var text = new StringBuilder();
        foreach (var id in ids) text.Append(Special(id) ?? runes[id - SpecialCount].ToString());
        return text.ToString();
    }

    /// <inheritdoc/>
    protected override void Append(string text, List<int> ids)
    {
        foreach (var rune in text.EnumerateRunes()) ids.Add(this.ids.GetValueOrDefault(rune, Unknown));
    }

    /// <inheritdoc/>
    protected override string NameOf(int id) => runes[id - SpecialCount].ToString();
}
