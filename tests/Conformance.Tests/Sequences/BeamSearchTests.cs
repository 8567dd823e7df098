using TrainingService.Compute.Data;
using TrainingService.Compute.Inference;

namespace TrainingService.Conformance.Tests.Sequences;

/// <summary>Decoding with a made-up network whose probabilities are known.</summary>
public sealed class BeamSearchTests
{
    private const int Steps = 4;
    private const int Vocabulary = 4;
    private const int End = 3;
    private static readonly DataSchema Schema = new(
        [new FieldSchema("source", FieldKind.Floats, [1]), new FieldSchema("so_far", FieldKind.Tokens, [Steps]) { Classes = Vocabulary }], []);

    public static TheoryData<float, double> Cases => new() { { 1, 0 }, { 2, 0 }, { 3, 0.6 }, { 4, 1 }, { 5, 2 } };

    [Theory]
    [MemberData(nameof(Cases))]
    public void A_beam_as_wide_as_all_sequences_finds_the_best_of_them(float source, double penalty)
    {
        var options = new DecodingOptions(BeginId: 0, EndId: End) { BeamWidth = 200, LengthPenalty = penalty };
        var best = Decode(source, options)[0];
        var expected = Sequences([]).Select(tokens => (Tokens: tokens, Score: LogProbability(source, tokens) / Math.Pow((5.0 + tokens.Length) / 6, penalty))).MaxBy(s => s.Score);
        Assert.Equal(expected.Tokens.Where(token => token != End), best.Tokens);
        Assert.Equal(expected.Score, best.Score, 1e-5);
    }

    [Theory]
    [MemberData(nameof(Cases))]
    public void Greedy_takes_the_likeliest_token_each_time(float source, double penalty)
    {
        var tokens = new List<int>();
        while (tokens.Count < Steps && (tokens.Count == 0 || tokens[^1] != End))
            tokens.Add(Enumerable.Range(0, Vocabulary).MaxBy(token => Logit(source, tokens, token)));
        var found = Assert.Single(Decode(source, new DecodingOptions(0, End) { LengthPenalty = penalty }));
        Assert.Equal(tokens.Where(token => token != End), found.Tokens);
        Assert.Equal(tokens[^1] == End, found.IsFinished);
        Assert.Equal(LogProbability(source, [.. tokens]), found.LogProbability, 1e-5);
    }

    [Fact]
    public void A_wider_beam_never_finds_worse_than_greedy_here_and_rows_do_not_mix()
    {
        var decoder = new SequenceDecoder(new RecomputedTokens(Schema, "so_far", Forward));
        var part = new DataPart(3, [new ArrayField<float>(new float[] { 1, 2, 3 }), new ArrayField<int>(new int[3 * Steps])]);
        var options = new DecodingOptions(0, End) { BeamWidth = 3, LengthPenalty = 0 };
        var together = decoder.Decode(part, options);
        for (var row = 0; row < 3; row++)
        {
            var alone = Decode(row + 1, options);
            Assert.Equal(alone.Select(s => s.Score), together[row].Select(s => s.Score));
            Assert.Equal(alone.SelectMany(s => s.Tokens), together[row].SelectMany(s => s.Tokens));
            Assert.True(alone[0].Score >= Decode(row + 1, options with { BeamWidth = 1 })[0].Score);
        }
    }

    [Fact]
    public void Equally_likely_tokens_are_taken_by_the_lowest_id()
    {
        var decoder = new SequenceDecoder(new RecomputedTokens(Schema, "so_far", part => new float[part.Rows * Steps * Vocabulary]));
        var part = new DataPart(1, [new ArrayField<float>(new float[1]), new ArrayField<int>(new int[Steps])]);
        Assert.Equal([0, 0, 0, 0], decoder.Decode(part, new DecodingOptions(0, End))[0][0].Tokens);
        Assert.Equal([0, 0], decoder.Decode(part, new DecodingOptions(0, End) { MaxLength = 2 })[0][0].Tokens);
    }

    [Fact]
    public void Output_that_is_not_finite_is_an_error()
    {
        var decoder = new SequenceDecoder(new RecomputedTokens(Schema, "so_far", part => Enumerable.Repeat(float.NaN, part.Rows * Steps * Vocabulary).ToArray()));
        var part = new DataPart(1, [new ArrayField<float>(new float[1]), new ArrayField<int>(new int[Steps])]);
        Assert.Throws<InvalidOperationException>(() => decoder.Decode(part, new DecodingOptions(0, End)));
        Assert.Throws<ArgumentException>(() => new RecomputedTokens(Schema, "source", _ => []));
    }

    private static IReadOnlyList<DecodedSequence> Decode(float source, DecodingOptions options)
    {
        var part = new DataPart(1, [new ArrayField<float>(new[] { source }), new ArrayField<int>(new int[Steps])]);
        return new SequenceDecoder(new RecomputedTokens(Schema, "so_far", Forward)).Decode(part, options)[0];
    }

    private static float[] Forward(DataPart part)
    {
        var sources = ((ArrayField<float>)part.Fields[0]).Memory.ToArray();
        var tokens = ((ArrayField<int>)part.Fields[1]).Memory.ToArray();
        var logits = new float[part.Rows * Steps * Vocabulary];
        for (var row = 0; row < part.Rows; row++)
        {
            for (var position = 0; position < Steps; position++)
            {
                int[] before = [.. tokens.Skip(row * Steps + 1).Take(position)];
                for (var token = 0; token < Vocabulary; token++) logits[(row * Steps + position) * Vocabulary + token] = Logit(sources[row], before, token);
            }
        }

        return logits;
    }

    private static float Logit(float source, IReadOnlyList<int> before, int token) =>
        (float)(2 * Math.Sin((source * 3.1) + (token * 7.3) + before.Select((t, i) => (t + 1) * (i + 2) * 1.7).Sum()));

    private static double LogProbability(float source, int[] tokens) => tokens.Select((token, i) =>
        Logit(source, tokens[..i], token) - Math.Log(Enumerable.Range(0, Vocabulary).Sum(other => Math.Exp(Logit(source, tokens[..i], other))))).Sum();

    /// <summary>All sequences that end, or are as long as can be.</summary>
    private static IEnumerable<int[]> Sequences(int[] start)
    {
        if (start.Length == Steps || (start.Length > 0 && start[^1] == End)) return [start];
        return Enumerable.Range(0, Vocabulary).SelectMany(token => Sequences([.. start, token]));
    }
}
