using TrainingService.Compute.Training.Scoring;
using TrainingService.Contracts.Specs.Metrics;

namespace TrainingService.Compute.Tests.Training.Scoring;

/// <summary>Scores of sequences that a network wrote, which may be of other lengths than the right ones.</summary>
public sealed class GeneratedScoreTests
{
    private static readonly MetricSpec[] Metrics = [new TokenErrorRateMetric(), new ExactMatchMetric { Generated = true }, new BleuMetric { Generated = true }];

    [Theory]
    [InlineData("kitten", "sitting", 3)]
    [InlineData("", "abc", 3)]
    [InlineData("abc", "", 3)]
    [InlineData("abcd", "abcd", 0)]
    [InlineData("abcd", "bcda", 2)]
    public void Edits_are_the_fewest_that_turn_one_into_the_other(string from, string to, int expected) =>
        Assert.Equal(expected, GeneratedScores.Edits([.. from.Select(c => (int)c)], [.. to.Select(c => (int)c)]));

    [Fact]
    public void Rows_add_up_over_tokens_and_over_rows()
    {
        var scores = new GeneratedScores(Metrics);
        scores.Add([1, 2, 3, 4, 5], [1, 2, 3, 4, 5]);
        scores.Add([1, 2, 9], [1, 2, 3, 4]);
        var found = new Dictionary<string, double>();
        scores.Report("test_", found);
        Assert.Equal(2.0 / 9, found["test_token_error_rate"], 1e-12);
        Assert.Equal(0.5, found["test_generated_exact_match"], 1e-12);

        // 1-grams 7 of 8, 2-grams 5 of 6, 3-grams 3 of 4, 4-grams 2 of 2; 8 tokens written for 9.
        Assert.Equal(Math.Pow(7.0 / 8 * 5 / 6 * 3 / 4, 0.25) * Math.Exp(1 - 9.0 / 8), found["test_generated_bleu"], 1e-12);
    }

    [Fact]
    public void Nothing_written_at_all_is_no_match()
    {
        var scores = new GeneratedScores(Metrics);
        scores.Add([], [1, 2]);
        var found = new Dictionary<string, double>();
        scores.Report("", found);
        Assert.Equal([1, 0, 0], [found["token_error_rate"], found["generated_exact_match"], found["generated_bleu"]]);
    }
}
