using System.Diagnostics;
using System.Text;
using System.Text.Json;
using TrainingService.Compute.Runtime;
using TrainingService.Contracts.Json;
using TrainingService.Contracts.Specs.Datasets.Preprocessing;
using TrainingService.Datasets.Tokenizers;

namespace TrainingService.Datasets.Tests.Tokenizers;

public sealed class TokenizerTests
{
    private const string Letters = "aaabcdeéßλжщ中文字 \t\n\u00a0'’-.,!0123456789€👍🏽👩‍💻\u0301";

    public static TheoryData<TokenLevel, ulong> Texts
    {
        get
        {
            var rows = new TheoryData<TokenLevel, ulong>();
            for (var seed = 0UL; seed < 40; seed++)
            {
                rows.Add(TokenLevel.Char, seed);
                rows.Add(TokenLevel.Bpe, seed);
            }

            return rows;
        }
    }

    [Theory]
    [MemberData(nameof(Texts))]
    public void Any_text_of_learned_characters_comes_back_exactly(TokenLevel level, ulong seed)
    {
        string[] texts = [.. Enumerable.Range(0, 12).Select(i => Made(seed, i))];
        var tokenizer = Learn(new TokenizeStep { Level = level, VocabularySize = 400, MinCount = 1 }, texts);
        Assert.All(texts, text => Assert.Equal(text, Again(tokenizer, text)));
        Assert.True(tokenizer.VocabularySize <= 400);
    }

    [Theory]
    [MemberData(nameof(Texts))]
    public void A_vocabulary_read_back_from_json_gives_the_same_ids(TokenLevel level, ulong seed)
    {
        string[] texts = [.. Enumerable.Range(0, 5).Select(i => Made(seed, i))];
        var tokenizer = Learn(new TokenizeStep { Level = level, VocabularySize = 300 }, texts);
        var read = JsonSerializer.Deserialize<Tokenizer>(JsonSerializer.Serialize(tokenizer, ContractsJson.Options), ContractsJson.Options)!;
        Assert.All(texts, text => Assert.Equal(Ids(tokenizer, text), Ids(read, text)));
        Assert.Equal(tokenizer.Names(), read.Names());
    }

    [Fact]
    public void Byte_pairs_take_text_that_was_never_seen()
    {
        var tokenizer = Learn(new TokenizeStep { Level = TokenLevel.Bpe, VocabularySize = 300 }, "the cat sat on the mat");
        const string Unseen = "Ελληνικά 漢字 🎉\r\n\0 the end";
        Assert.Equal(Unseen, Again(tokenizer, Unseen));
        Assert.DoesNotContain(Tokenizer.Unknown, Ids(tokenizer, Unseen));
    }

    [Fact]
    public void Byte_pairs_join_the_most_frequent_neighbours_first()
    {
        // "ab" occurs 5 times, "abc" 3 times: a b, then ab c. A blank goes with the word behind it.
        var tokenizer = Assert.IsType<BytePairTokenizer>(Learn(new TokenizeStep { Level = TokenLevel.Bpe, VocabularySize = 262 }, "abc,abc,abc,ab,ab"));
        int Byte(char c) => Tokenizer.SpecialCount + c;
        Assert.Equal([Byte('a'), Byte('b')], tokenizer.Merges[0]);
        Assert.Equal([260, Byte('c')], tokenizer.Merges[1]);
        Assert.Equal([261, Byte(','), 260], Ids(tokenizer, "abc,ab"));
    }

    [Fact]
    public void Byte_pairs_learned_step_by_step_are_those_of_counting_anew_each_time()
    {
        string[] texts = [.. Enumerable.Range(0, 30).Select(i => Made(5, i))];
        var tokenizer = Assert.IsType<BytePairTokenizer>(Learn(new TokenizeStep { Level = TokenLevel.Bpe, VocabularySize = 340, MinCount = 2 }, texts));
        Assert.Equal(CountedAnew(texts, 80), tokenizer.Merges.Select(pair => (pair[0], pair[1])));
    }

    [Fact]
    public void Words_are_parted_by_unicode_categories_and_lower_cased_when_asked()
    {
        var step = new TokenizeStep { LowerCase = true };
        var tokenizer = Assert.IsType<WordTokenizer>(Learn(step, "Don't PANIC: the ÄRZTIN paid 42€."));
        Assert.Equal([".", "42", ":", "don't", "paid", "panic", "the", "ärztin", "€"], tokenizer.Words);
        Assert.Equal("don't panic � 42", Again(tokenizer, "DON'T  panic\nnow 42"));
    }

    [Fact]
    public void White_space_splits_symbols_that_belong_together()
    {
        var tokenizer = Learn(new TokenizeStep { Split = WordSplit.Whitespace }, "HH AH0 L-OW", "W ER L-D");
        Assert.Equal("HH W L-OW", Again(tokenizer, "HH W L-OW"));
        Assert.Equal(10, tokenizer.VocabularySize);
    }

    [Fact]
    public void Vocabulary_size_and_count_limit_what_is_kept_the_most_frequent_first()
    {
        string[] texts = ["b b b a a c"];
        Assert.Equal(["b", "a"], Assert.IsType<WordTokenizer>(Learn(new TokenizeStep { VocabularySize = 6 }, texts)).Words);
        Assert.Equal(["b", "a"], Assert.IsType<WordTokenizer>(Learn(new TokenizeStep { MinCount = 2 }, texts)).Words);
        Assert.Equal(["<pad>", "<unk>", "<bos>", "<eos>", "b", "a"], Learn(new TokenizeStep { MinCount = 2 }, texts).Names());
    }

    [Fact]
    public void A_megabyte_is_learned_in_seconds()
    {
        var text = new StringBuilder();
        for (var i = 0; text.Length < 1_000_000; i++) text.Append(Made((ulong)i, i)).Append(' ');
        var watch = Stopwatch.StartNew();
        var tokenizer = Learn(new TokenizeStep { Level = TokenLevel.Bpe, VocabularySize = 4000 }, text.ToString());
        Assert.Equal(4000, tokenizer.VocabularySize);
        Assert.True(watch.Elapsed.TotalSeconds < 30, $"{watch.Elapsed}");
    }

    private static Tokenizer Learn(TokenizeStep step, params string[] texts)
    {
        var learner = new TokenizerLearner(step);
        foreach (var text in texts) learner.Add(text);
        return learner.Learn();
    }

    private static List<int> Ids(Tokenizer tokenizer, string text)
    {
        var ids = new List<int>();
        tokenizer.Encode(text, ids);
        return ids;
    }

    private static string Again(Tokenizer tokenizer, string text) => tokenizer.Decode([.. Ids(tokenizer, text)]);

    private static string Made(ulong seed, int number)
    {
        Rune[] runes = [.. Letters.EnumerateRunes()];
        var length = 5 + (int)(Philox.Block((uint)number, 0, 0, 0, Philox.Key(seed, 1)).Word0 % 60);
        var text = new StringBuilder();
        for (var i = 0; i < length; i++) text.Append(runes[Philox.Block((uint)number, (uint)i, 1, 0, Philox.Key(seed, 1)).Word0 % runes.Length]);
        return text.ToString();
    }

    /// <summary>The plain form of the algorithm: counts all pairs again after each join.</summary>
    private static List<(int, int)> CountedAnew(string[] texts, int joins)
    {
        var words = new List<List<int>>();
        foreach (var text in texts)
        {
            foreach (var piece in new PieceReader(text)) words.Add([.. Encoding.UTF8.GetBytes(piece.ToString()).Select(value => value + Tokenizer.SpecialCount)]);
        }

        var merges = new List<(int, int)>();
        for (var i = 0; i < joins; i++)
        {
            var counts = new Dictionary<(int, int), int>();
            foreach (var word in words)
            {
                for (var k = 0; k + 1 < word.Count; k++) counts[(word[k], word[k + 1])] = counts.GetValueOrDefault((word[k], word[k + 1])) + 1;
            }

            var best = counts.Where(pair => pair.Value >= 2).OrderByDescending(pair => pair.Value).ThenBy(pair => pair.Key).Select(pair => pair.Key).FirstOrDefault();
            if (best == default) break;
            merges.Add(best);
            foreach (var word in words)
            {
                for (var k = 0; k + 1 < word.Count; k++)
                {
                    if ((word[k], word[k + 1]) != best) continue;
                    word[k] = BytePairTokenizer.FirstMerge + i;
                    word.RemoveAt(k + 1);
                }
            }
        }

        return merges;
    }
}
