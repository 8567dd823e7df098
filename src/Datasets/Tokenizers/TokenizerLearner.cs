using System.Text;
using TrainingService.Contracts.Specs.Datasets.Preprocessing;

namespace TrainingService.Datasets.Tokenizers;

/// <summary>Learns a vocabulary from texts that come one by one. The result depends on the texts only, for bpe not even on their order.</summary>
internal sealed class TokenizerLearner(TokenizeStep step)
{
    private readonly Dictionary<string, long> counts = new(StringComparer.Ordinal);
    private readonly Dictionary<Rune, long> characters = [];
    private readonly BytePairLearner pairs = new();

    /// <summary>Counts a text.</summary>
    public void Add(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        if (step.LowerCase) text = text.ToLowerInvariant();
        if (step.Level == TokenLevel.Bpe) pairs.Add(text);
        else if (step.Level == TokenLevel.Word) AddWords(text);
        else
        {
            foreach (var rune in text.EnumerateRunes()) characters[rune] = characters.GetValueOrDefault(rune) + 1;
        }
    }

    /// <summary>The vocabulary: the most frequent tokens, of equally frequent ones the lower by code points.</summary>
    public Tokenizer Learn()
    {
        var most = step.VocabularySize - Tokenizer.SpecialCount;
        var fewest = step.MinCount ?? (step.Level == TokenLevel.Bpe ? 2 : 1);
        return step.Level switch
        {
            TokenLevel.Char => new CharTokenizer(string.Concat(
                characters.Where(pair => pair.Value >= fewest).OrderByDescending(pair => pair.Value).ThenBy(pair => pair.Key.Value).Take(most).Select(pair => pair.Key)))
            {
                LowerCase = step.LowerCase,
            },
            TokenLevel.Word => new WordTokenizer(
                [.. counts.Where(pair => pair.Value >= fewest).OrderByDescending(pair => pair.Value).ThenBy(pair => pair.Key, StringComparer.Ordinal).Take(most).Select(pair => pair.Key)],
                step.Split)
            {
                LowerCase = step.LowerCase,
            },
            _ => new BytePairTokenizer(pairs.Learn(step.VocabularySize, fewest)) { LowerCase = step.LowerCase },
        };
    }

    private void AddWords(string text)
    {
        var lookup = counts.GetAlternateLookup<ReadOnlySpan<char>>();
        foreach (var word in new WordReader(text, step.Split))
        {
            lookup.TryGetValue(word, out var count);
            lookup[word] = count + 1;
        }
    }
}
