using System.Text;
using System.Text.Json.Serialization;

namespace TrainingService.Datasets.Tokenizers;

/// <summary>
/// Byte-pair encoding over UTF-8: every byte is a token, and each merge joins two tokens to a new one. Any text comes back exactly; nothing is unknown.
/// </summary>
public sealed class BytePairTokenizer : Tokenizer
{
    /// <summary>Tokens before any merge: the special ones and the bytes.</summary>
    public const int FirstMerge = SpecialCount + 256;

    private readonly Dictionary<(int, int), int> ranks;
    private readonly byte[][] bytes;

    /// <param name="merges">The pairs joined, in the order they were learned: the i-th has the id <see cref="FirstMerge"/> + i.</param>
    [JsonConstructor]
    public BytePairTokenizer(IReadOnlyList<int[]> merges)
    {
        ArgumentNullException.ThrowIfNull(merges);
        Merges = merges;
        ranks = merges.Select((pair, i) => (pair, i)).ToDictionary(item => (item.pair[0], item.pair[1]), item => FirstMerge + item.i);
        bytes = new byte[FirstMerge + merges.Count][];
        for (var i = 0; i < 256; i++) bytes[SpecialCount + i] = [(byte)i];
        for (var i = 0; i < merges.Count; i++) bytes[FirstMerge + i] = [.. bytes[merges[i][0]], .. bytes[merges[i][1]]];
    }

    /// <summary>The pairs joined, in the order they were learned.</summary>
    public IReadOnlyList<int[]> Merges { get; }

    /// <inheritdoc/>
    public override int VocabularySize => bytes.Length;

    /// <inheritdoc/>
    public override string Decode(ReadOnlySpan<int> ids)
    {
        var text = new List<byte>();
        foreach (var id in ids)
        {
            if (Special(id) is { } special) text.AddRange(Encoding.UTF8.GetBytes(special));
            else text.AddRange(bytes[id]);
        }

        return Encoding.UTF8.GetString([.. text]);
    }

    /// <inheritdoc/>
    protected override void Append(string text, List<int> ids)
    {
        var seen = new Dictionary<string, int[]>(StringComparer.Ordinal);
        var lookup = seen.GetAlternateLookup<ReadOnlySpan<char>>();
        foreach (var piece in new PieceReader(text))
        {
            if (!lookup.TryGetValue(piece, out var encoded))
            {
                encoded = EncodePiece(piece);
                lookup[piece] = encoded;
            }

            ids.AddRange(encoded);
        }
    }

    /// <inheritdoc/>
    protected override string NameOf(int id)
    {
        var text = Encoding.UTF8.GetString(bytes[id]);
        return text.Contains('\uFFFD', StringComparison.Ordinal) ? string.Concat(bytes[id].Select(value => $"<0x{value:X2}>")) : text;
    }

    /// <summary>Joins the pair learned first, over and over, until no neighbours were ever joined.</summary>
    private int[] EncodePiece(ReadOnlySpan<char> piece)
    {
        var symbols = new List<int>(piece.Length);
        foreach (var value in Encoding.UTF8.GetBytes(piece.ToArray())) symbols.Add(SpecialCount + value);
        while (symbols.Count > 1)
        {
            var (best, place) = (int.MaxValue, -1);
            for (var i = 0; i + 1 < symbols.Count; i++)
            {
                if (ranks.TryGetValue((symbols[i], symbols[i + 1]), out var rank) && rank < best) (best, place) = (rank, i);
            }

            if (place < 0) break;
            symbols[place] = best;
            symbols.RemoveAt(place + 1);
        }

        return [.. symbols];
    }
}
