using System.Text.Json.Serialization;
using TrainingService.Contracts.Specs.Datasets.Preprocessing;

namespace TrainingService.Datasets.Tokenizers;

/// <summary>A token per word. Decoding puts one blank between words, so the text's own white space is lost.</summary>
public sealed class WordTokenizer : Tokenizer
{
    private readonly Dictionary<string, int> ids;
    private readonly Dictionary<string, int>.AlternateLookup<ReadOnlySpan<char>> lookup;

    /// <param name="words">The vocabulary in the order of its ids, without the special ones.</param>
    /// <param name="split">How words are parted.</param>
    [JsonConstructor]
    public WordTokenizer(IReadOnlyList<string> words, WordSplit split)
    {
        ArgumentNullException.ThrowIfNull(words);
        (Words, Split) = (words, split);
        ids = words.Select((word, i) => (word, i)).ToDictionary(pair => pair.word, pair => pair.i + SpecialCount, StringComparer.Ordinal);
        lookup = ids.GetAlternateLookup<ReadOnlySpan<char>>();
    }

    /// <summary>The vocabulary in the order of its ids, without the special ones.</summary>
    public IReadOnlyList<string> Words { get; }

    /// <summary>How words are parted.</summary>
    public WordSplit Split { get; }

    /// <inheritdoc/>
    public override int VocabularySize => Words.Count + SpecialCount;

    /// <inheritdoc/>
    public override string Decode(ReadOnlySpan<int> ids)
    {
        var words = new List<string>();
        foreach (var id in ids)
        {
            if ((Special(id) ?? Words[id - SpecialCount]) is { Length: > 0 } word) words.Add(word);
        }

        return string.Join(' ', words);
    }

    /// <inheritdoc/>
    protected override void Append(string text, List<int> ids)
    {
        foreach (var word in new WordReader(text, Split)) ids.Add(lookup.TryGetValue(word, out var id) ? id : Unknown);
    }

    /// <inheritdoc/>
    protected override string NameOf(int id) => Words[id - SpecialCount];
}
