using System.Text;

namespace TrainingService.Datasets.Tokenizers;

/// <summary>
/// Learns byte pairs (Sennrich, Haddow and Birch 2016): counts different pieces of text once, then joins the most frequent neighbours, over and over. Of
/// equally frequent pairs the one with the smaller ids is joined, so the result depends on the text only. Counts are kept up to date, not counted anew:
/// a join looks only at the pieces it changes.
/// </summary>
internal sealed class BytePairLearner
{
    private readonly Dictionary<string, long> pieces = new(StringComparer.Ordinal);
    private readonly List<int[]> merges = [];
    private readonly Dictionary<(int Left, int Right), long> counts = [];
    private readonly Dictionary<(int Left, int Right), HashSet<int>> places = [];
    private readonly PriorityQueue<(int Left, int Right), (long Count, int Left, int Right)> queue = new();
    private List<int>[] words = [];
    private long[] weights = [];

    /// <summary>Counts a text's pieces.</summary>
    public void Add(string text)
    {
        var lookup = pieces.GetAlternateLookup<ReadOnlySpan<char>>();
        foreach (var piece in new PieceReader(text))
        {
            lookup.TryGetValue(piece, out var count);
            lookup[piece] = count + 1;
        }
    }

    /// <summary>Learns pairs until the vocabulary is full or no pair occurs often enough.</summary>
    public IReadOnlyList<int[]> Learn(int vocabularySize, long minCount)
    {
        words = [.. pieces.Keys.Select(piece => Encoding.UTF8.GetBytes(piece).Select(value => Tokenizer.SpecialCount + value).ToList())];
        weights = [.. pieces.Values];
        for (var word = 0; word < words.Length; word++)
        {
            for (var i = 0; i + 1 < words[word].Count; i++) Count((words[word][i], words[word][i + 1]), word, weights[word]);
        }

        foreach (var (pair, count) in counts) Offer(pair, count);
        while (BytePairTokenizer.FirstMerge + merges.Count < vocabularySize && queue.TryDequeue(out var pair, out var priority))
        {
            // Entries of the queue are never changed: one with an old count is passed over, the pair's newer one comes later.
            var count = counts.GetValueOrDefault(pair);
            if (-priority.Count != count) continue;
            if (count < minCount) break;
            Join(pair);
        }

        return merges;
    }

    private void Join((int Left, int Right) pair)
    {
        var joined = BytePairTokenizer.FirstMerge + merges.Count;
        merges.Add([pair.Left, pair.Right]);
        var changed = new HashSet<(int, int)>();
        foreach (var word in places[pair])
        {
            var symbols = words[word];
            for (var i = 0; i + 1 < symbols.Count; i++)
            {
                if (symbols[i] != pair.Left || symbols[i + 1] != pair.Right) continue;
                if (i > 0)
                {
                    Change((symbols[i - 1], pair.Left), word, -weights[word], changed);
                    Change((symbols[i - 1], joined), word, weights[word], changed);
                }

                if (i + 2 < symbols.Count)
                {
                    Change((pair.Right, symbols[i + 2]), word, -weights[word], changed);
                    Change((joined, symbols[i + 2]), word, weights[word], changed);
                }

                symbols[i] = joined;
                symbols.RemoveAt(i + 1);
            }
        }

        counts.Remove(pair);
        places.Remove(pair);
        changed.Remove(pair);
        foreach (var other in changed) Offer(other, counts.GetValueOrDefault(other));
    }

    private void Change((int Left, int Right) pair, int word, long by, HashSet<(int Left, int Right)> changed)
    {
        Count(pair, word, by);
        changed.Add(pair);
    }

    private void Count((int Left, int Right) pair, int word, long by)
    {
        counts[pair] = counts.GetValueOrDefault(pair) + by;
        if (by < 0) return;
        if (!places.TryGetValue(pair, out var set)) places[pair] = set = [];
        set.Add(word);
    }

    private void Offer((int Left, int Right) pair, long count)
    {
        if (count > 0) queue.Enqueue(pair, (-count, pair.Left, pair.Right));
    }
}
