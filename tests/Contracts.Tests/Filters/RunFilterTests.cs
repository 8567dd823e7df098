using TrainingService.Contracts.Filters;
using TrainingService.Contracts.Runs;
using static TrainingService.Contracts.Filters.RunPredicate;

namespace TrainingService.Contracts.Tests.Filters;

public sealed class RunFilterTests
{
    private static readonly DateTime Now = new(2026, 11, 26, 12, 0, 0, DateTimeKind.Utc);

    [Theory]
    [InlineData("")]
    [InlineData("   ")]
    public void An_empty_expression_means_every_run(string text) => Assert.Same(RunFilter.All, RunFilter.Parse(text, Now).Filter);

    [Fact]
    public void And_binds_tighter_than_or_and_two_terms_side_by_side_are_both_meant()
    {
        var or = Assert.IsType<AnyOf>(Predicate("state = queued OR state = running dataset = iris"));
        Assert.IsType<StateIn>(or.Operands[0]);
        var and = Assert.IsType<AllOf>(or.Operands[1]);
        Assert.Equal(2, and.Operands.Count);
    }

    [Fact]
    public void Parentheses_and_not_come_before_and()
    {
        var and = Assert.IsType<AllOf>(Predicate("NOT (state = queued OR state = running) AND name ~ lenet"));
        Assert.IsType<AnyOf>(Assert.IsType<Not>(and.Operands[0]).Operand);
        Assert.Equal(["", "lenet", ""], Assert.IsType<TextMatches>(and.Operands[1]).Pattern.Pieces);
    }

    [Theory]
    [InlineData("metrics.val_loss.best < 0.2", "val_loss", MetricAggregate.Best)]
    [InlineData("metrics.val_loss < 0.2", "val_loss", MetricAggregate.Last)]
    [InlineData("metrics.\"odd name.max\".min < 0.2", "odd name.max", MetricAggregate.Min)]
    [InlineData("metrics.head.loss.max < 0.2", "head.loss", MetricAggregate.Max)]
    public void A_metric_is_named_with_the_number_that_sums_it_up(string text, string name, MetricAggregate aggregate) =>
        Assert.Equal(new MetricIs(name, aggregate, Comparison.Less, 0.2), Predicate(text));

    [Theory]
    [InlineData("params.optimizer.learning_rate >= 1e-3", "optimizer.learning_rate")]
    [InlineData("params.model.layers[0].units >= 0.001", "model.layers.0.units")]
    [InlineData("params.model.layers.*.units >= .001", "model.layers.*.units")]
    public void A_parameter_is_named_by_its_path_in_the_spec(string text, string name) =>
        Assert.Equal(new ParamIs(name, Comparison.GreaterOrEqual, 0.001), Predicate(text));

    [Fact]
    public void A_value_of_a_parameter_is_a_number_unless_quotes_make_it_text()
    {
        var test = Assert.IsType<ParamIn>(Predicate("params.training.batch_size IN (32, full, \"64\")"));
        Assert.Equal([32.0], test.Numbers);
        Assert.Equal(["full", "64"], test.Texts);
    }

    [Fact]
    public void A_date_is_its_whole_day()
    {
        var day = new DateTime(2026, 11, 1, 0, 0, 0, DateTimeKind.Utc);
        Assert.Equal(new TimeIs(RunColumn.CreatedAt, Comparison.Less, day.AddDays(1)), Predicate("created <= 2026-11-01"));
        Assert.Equal(new TimeIs(RunColumn.CreatedAt, Comparison.GreaterOrEqual, day.AddDays(1)), Predicate("created_at > 2026-11-01"));
        var on = Assert.IsType<AllOf>(Predicate("created_at = 2026-11-01"));
        Assert.Equal([new TimeIs(RunColumn.CreatedAt, Comparison.GreaterOrEqual, day), new TimeIs(RunColumn.CreatedAt, Comparison.Less, day.AddDays(1))], on.Operands);
    }

    [Theory]
    [InlineData("-7d", "2026-11-19T12:00:00Z")]
    [InlineData("-1.5h", "2026-11-26T10:30:00Z")]
    [InlineData("now", "2026-11-26T12:00:00Z")]
    [InlineData("today", "2026-11-26T00:00:00Z")]
    [InlineData("2026-11-26T09:30:00+02:00", "2026-11-26T07:30:00Z")]
    [InlineData("2026-11-26T09:30", "2026-11-26T09:30:00Z")]
    [InlineData("\"2026-11-26T09:30:01.5Z\"", "2026-11-26T09:30:01.5Z")]
    public void Times_are_written_whole_or_as_how_long_ago(string text, string expected) => Assert.Equal(
        new TimeIs(RunColumn.StartedAt, Comparison.GreaterOrEqual, DateTime.Parse(expected, null, System.Globalization.DateTimeStyles.AdjustToUniversal)),
        Predicate($"started >= {text}"));

    [Theory]
    [InlineData("90", 90)]
    [InlineData("90s", 90)]
    [InlineData("250ms", 0.25)]
    [InlineData("1.5h", 5400)]
    [InlineData("2d", 172800)]
    public void Lengths_of_time_have_units_or_are_seconds(string text, double seconds) =>
        Assert.Equal(new NumberIs(RunColumn.Duration, Comparison.Less, seconds), Predicate($"duration < {text}"));

    [Fact]
    public void Not_equal_and_a_minus_are_not()
    {
        Assert.IsType<StateIn>(Assert.IsType<Not>(Predicate("state != running")).Operand);
        Assert.IsType<TagIn>(Assert.IsType<Not>(Predicate("-tags:old")).Operand);
        Assert.IsType<Mentions>(Assert.IsType<Not>(Predicate("-old")).Operand);
        Assert.IsType<StateIn>(Assert.IsType<Not>(Predicate("state NOT IN (queued)")).Operand);
        Assert.IsType<TextMatches>(Assert.IsType<Not>(Predicate("name !~ 'a b*'")).Operand);
    }

    [Fact]
    public void A_word_alone_is_looked_for_and_quotes_make_keywords_words()
    {
        Assert.Equal(["", "mnist", ""], Assert.IsType<Mentions>(Predicate("MNIST")).Pattern.Pieces);
        Assert.Equal(["", "and", ""], Assert.IsType<Mentions>(Predicate("\"and\"")).Pattern.Pieces);
        var id = Guid.CreateVersion7();
        Assert.Equal(id, Assert.IsType<Mentions>(Predicate(id.ToString())).Id);
    }

    [Fact]
    public void A_star_after_has_means_that_there_is_a_value()
    {
        Assert.Equal(new Has(RunColumn.Failure), Predicate("failure:*"));
        Assert.Equal(new HasMetric("val_loss"), Predicate("metrics.val_loss:*"));
        Assert.Equal(new HasParam("regularization.l2"), Predicate("params.regularization.l2:*"));
    }

    [Fact]
    public void Every_state_can_be_asked_for() =>
        Assert.All(Enum.GetValues<RunState>(), state => Assert.Equal([state], Assert.IsType<StateIn>(Predicate($"state = {state}")).States));

    [Fact]
    public void Every_column_can_be_sorted_by_but_tags()
    {
        foreach (var column in RunFields.Columns)
        {
            var (sort, error) = RunSort.Parse("-" + column.Name);
            if (column.Kind is RunFieldKind.Tags) Assert.NotNull(error);
            else Assert.Equal([new SortKey(column, true)], sort!.Keys);
        }
    }

    [Fact]
    public void An_order_has_up_to_three_fields()
    {
        var (sort, _) = RunSort.Parse("state, -metrics.val_loss.best, params.optimizer.learning_rate");
        Assert.Equal([false, true, false], sort!.Keys.Select(key => key.Descending));
        Assert.Equal(new MetricField("val_loss", MetricAggregate.Best), sort.Keys[1].Field);
        Assert.Equal("too_complex", RunSort.Parse("name,state,epochs,attempt").Error!.Code);
        Assert.Equal("created_at", RunSort.Parse("name,-create_at").Error!.DidYouMean);
        Assert.Equal(6, RunSort.Parse("name,-create_at").Error!.Position);
        Assert.NotNull(RunSort.Parse("name desc").Error);
        Assert.NotNull(RunSort.Parse("name,").Error);
        Assert.NotNull(RunSort.Parse("params.model.layers.*.units").Error);
    }

    private static RunPredicate Predicate(string text)
    {
        var (filter, errors) = RunFilter.Parse(text, Now);
        Assert.Empty(errors);
        return filter!.Predicate;
    }
}
