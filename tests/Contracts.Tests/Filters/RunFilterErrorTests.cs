using TrainingService.Contracts.Filters;

namespace TrainingService.Contracts.Tests.Filters;

public sealed class RunFilterErrorTests
{
    private static readonly DateTime Now = new(2026, 11, 26, 12, 0, 0, DateTimeKind.Utc);

    [Theory]
    // The wrong words, what is wrong with them and what was meant.
    [InlineData("state = runing", "runing", "unknown_value", "running")]
    [InlineData("name = x AND sttate = running", "sttate", "unknown_field", "state")]
    [InlineData("val_loss < 0.2", "val_loss", "unknown_field", "metrics.val_loss")]
    [InlineData("optimizer.type = adam", "optimizer.type", "unknown_field", "params.optimizer.type")]
    [InlineData("metric5.val_loss.best < 1", "metric5.val_loss.best", "unknown_field", "metrics.val_loss.best")]
    [InlineData("params = 3", "params", "unknown_field", null)]
    [InlineData("metrics..best < 3", "metrics..best", "unknown_field", null)]
    [InlineData("name == x", "==", "syntax", "=")]
    [InlineData("a && b", "&&", "syntax", "AND")]
    [InlineData("a || b", "||", "syntax", "OR")]
    [InlineData("epochs => 3", "=>", "syntax", ">=")]
    [InlineData("state < running", "<", "wrong_operator", null)]
    [InlineData("tags > a", ">", "wrong_operator", null)]
    [InlineData("name < b", "<", "wrong_operator", null)]
    [InlineData("created ~ b", "~", "wrong_operator", null)]
    [InlineData("metrics.loss ~ b", "~", "wrong_operator", null)]
    [InlineData("created > yesterday", "yesterday", "wrong_type", null)]
    [InlineData("duration > long", "long", "wrong_type", null)]
    [InlineData("epochs > many", "many", "wrong_type", null)]
    [InlineData("metrics.loss.best < low", "low", "wrong_type", null)]
    [InlineData("metrics.loss.best < NaN", "NaN", "wrong_type", null)]
    [InlineData("params.optimizer.type < adam", "adam", "wrong_type", null)]
    [InlineData("id = 12", "12", "wrong_type", null)]
    [InlineData("(state = running", "(", "syntax", null)]
    [InlineData("state = running)", ")", "syntax", null)]
    [InlineData("state = (running)", "(", "syntax", null)]
    [InlineData("state IN running", "running", "syntax", null)]
    [InlineData("state IN (running, )", ")", "syntax", null)]
    [InlineData("state IN (running queued)", "queued", "syntax", null)]
    [InlineData("AND state = running", "AND", "syntax", null)]
    [InlineData("name = \"abc", "\"abc", "syntax", null)]
    [InlineData("\"name\" = abc", "\"name\"", "syntax", null)]
    public void An_error_points_at_the_words_that_are_wrong(string text, string words, string code, string? meant)
    {
        var (filter, errors) = RunFilter.Parse(text, Now);
        Assert.Null(filter);
        var error = Assert.Single(errors);
        Assert.Equal((words, code, meant), (text.Substring(error.Position, error.Length), error.Code, error.DidYouMean));
        Assert.False(string.IsNullOrWhiteSpace(error.Expected));
    }

    [Theory]
    [InlineData("state =")]
    [InlineData("state = running AND")]
    [InlineData("NOT")]
    [InlineData("state IN (running")]
    [InlineData("state NOT IN")]
    public void An_expression_that_ends_too_early_points_at_its_end(string text)
    {
        var error = Assert.Single(RunFilter.Parse(text, Now).Errors);
        Assert.Equal((text.Length, 0, "syntax"), (error.Position, error.Length, error.Code));
    }

    [Fact]
    public void All_wrong_fields_and_values_are_told_at_once()
    {
        var errors = RunFilter.Parse("state = runing AND (nam = x OR created > never)", Now).Errors;
        Assert.Equal(["unknown_value", "unknown_field", "wrong_type"], errors.Select(error => error.Code));
    }

    [Fact]
    public void Length_depth_terms_and_lists_are_bounded()
    {
        Assert.Equal("too_long", Code(new string('a', FilterLimits.Length + 1)));
        Assert.Null(Code(new string('(', FilterLimits.Depth) + "a" + new string(')', FilterLimits.Depth)));
        Assert.Equal("too_complex", Code(new string('(', FilterLimits.Depth + 1) + "a" + new string(')', FilterLimits.Depth + 1)));
        Assert.Equal("too_complex", Code(string.Concat(Enumerable.Repeat("NOT ", FilterLimits.Depth + 1)) + "a"));
        Assert.Null(Code(string.Join(" ", Enumerable.Repeat("a", FilterLimits.Terms))));
        Assert.Equal("too_complex", Code(string.Join(" ", Enumerable.Repeat("a", FilterLimits.Terms + 1))));
        Assert.Equal("too_complex", Code($"epochs IN ({string.Join(',', Enumerable.Range(0, FilterLimits.ListValues + 1))})"));
    }

    [Fact]
    public void No_text_however_odd_gives_anything_but_a_filter_or_errors_within_it()
    {
        string[] pieces = ["(", ")", "AND", "OR", "NOT", "IN", "=", "<", "~", "!", ":", ",", "\"", "'", "\\", "-", ".", "[", "]", "*", "state", "params.a", "metrics", "1e9", "ü", "\0", " ", "'; DROP TABLE runs; --"];
        var state = 12345u;
        for (var round = 0; round < 20_000; round++)
        {
            var text = "";
            for (var i = 0; i < 1 + round % 12; i++)
            {
                state = state * 1664525 + 1013904223;
                text += pieces[(state >> 8) % pieces.Length];
                if ((state >> 28) < 8) text += " ";
            }

            var (filter, errors) = RunFilter.Parse(text, Now);
            Assert.True(filter is not null == (errors.Count == 0), text);
            Assert.All(errors, error => Assert.True(error.Position >= 0 && error.Length >= 0 && error.Position + error.Length <= text.Length, text));
            _ = RunSort.Parse(text);
        }
    }

    private static string? Code(string text) => RunFilter.Parse(text, Now).Errors is [var first, ..] ? first.Code : null;
}
