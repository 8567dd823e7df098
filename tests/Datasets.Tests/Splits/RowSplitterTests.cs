using TrainingService.Compute.Runtime;
using TrainingService.Contracts.Specs.Datasets;
using TrainingService.Datasets.Splits;

namespace TrainingService.Datasets.Tests.Splits;

/// <summary>Properties that hold for any data, checked over many made-up sets.</summary>
public sealed class RowSplitterTests
{
    public static TheoryData<ulong> Seeds => [.. Enumerable.Range(0, 60).Select(seed => (ulong)seed)];

    [Theory]
    [MemberData(nameof(Seeds))]
    public void Every_row_is_in_one_part_and_sizes_are_exact(ulong seed)
    {
        var (keys, rows) = Made(seed);
        var fraction = 0.05 + 0.9 * Unit(seed, 1);
        var validation = new ValidationSpec { Fraction = fraction, Stratify = seed % 2 == 0 };
        var test = new ValidationSpec { Fraction = 0.3, Stratify = seed % 3 == 0 };
        var split = RowSplitter.Draw(validation, test, keys, seed);
        AssertParts(split, rows);
        var tested = (int)Math.Round(0.3 * rows, MidpointRounding.AwayFromZero);
        Assert.Equal(tested, split.Test.Length);
        Assert.Equal((int)Math.Round(fraction * (rows - tested), MidpointRounding.AwayFromZero), split.Validation.Length);
    }

    [Theory]
    [MemberData(nameof(Seeds))]
    public void Stratified_parts_hold_each_class_to_within_one_row(ulong seed)
    {
        var (keys, rows) = Made(seed);
        var fraction = 0.05 + 0.9 * Unit(seed, 1);
        var split = RowSplitter.Draw(new ValidationSpec { Fraction = fraction, Stratify = true }, null, keys, seed);
        var share = (double)split.Validation.Length / rows;
        foreach (var stratum in keys.Strata!.Distinct())
        {
            var all = keys.Strata!.Count(code => code == stratum);
            Assert.InRange(split.Validation.Count(row => keys.Strata![row] == stratum), Math.Floor(all * share), Math.Ceiling(all * share));
        }
    }

    [Theory]
    [MemberData(nameof(Seeds))]
    public void Folds_hold_out_every_row_once_and_each_class_evenly(ulong seed)
    {
        var (keys, rows) = Made(seed);
        var folds = 2 + (int)(seed % 5);
        var held = Enumerable.Range(0, folds)
            .Select(fold => RowSplitter.Draw(new ValidationSpec { Folds = folds, Fold = fold, Stratify = true }, null, keys, seed)).ToArray();
        Assert.Equal(Enumerable.Range(0, rows), held.SelectMany(split => split.Validation).Order());
        Assert.All(held, split => AssertParts(split, rows));
        Assert.All(held, split => Assert.InRange(split.Validation.Length, rows / folds, rows / folds + 1));
        foreach (var stratum in keys.Strata!.Distinct())
        {
            var all = keys.Strata!.Count(code => code == stratum);
            Assert.All(held, split => Assert.InRange(split.Validation.Count(row => keys.Strata![row] == stratum), all / folds, all / folds + 1));
        }
    }

    [Theory]
    [MemberData(nameof(Seeds))]
    public void By_time_every_training_row_is_earlier_than_every_validation_row_and_those_than_every_test_row(ulong seed)
    {
        var (keys, rows) = Made(seed);
        var rule = new ValidationSpec { Fraction = 0.25, By = SplitBy.Time, Column = "time" };
        var split = RowSplitter.Draw(rule, rule, keys, seed);
        AssertParts(split, rows);
        var times = keys.Times["time"];
        Assert.True(split.Training.Max(row => times[row]) < split.Validation.Min(row => times[row]));
        Assert.True(split.Validation.Max(row => times[row]) < split.Test.Min(row => times[row]));
    }

    [Theory]
    [MemberData(nameof(Seeds))]
    public void By_time_without_a_column_the_last_rows_are_held_out(ulong seed)
    {
        var (keys, rows) = Made(seed);
        var split = RowSplitter.Draw(new ValidationSpec { Fraction = 0.2, By = SplitBy.Time }, null, keys, seed);
        var held = (int)Math.Round(0.2 * rows, MidpointRounding.AwayFromZero);
        Assert.Equal(Enumerable.Range(rows - held, held), split.Validation);
        Assert.Equal(Enumerable.Range(0, rows - held), split.Training);
    }

    [Theory]
    [MemberData(nameof(Seeds))]
    public void Folds_by_time_learn_from_earlier_blocks_only(ulong seed)
    {
        var (keys, rows) = Made(seed);
        var all = Enumerable.Range(0, 4)
            .Select(fold => RowSplitter.Draw(new ValidationSpec { By = SplitBy.Time, Folds = 4, Fold = fold }, null, keys, seed)).ToArray();
        for (var fold = 0; fold < 4; fold++)
        {
            Assert.Equal(Enumerable.Range(0, all[fold].Validation[0]), all[fold].Training);
            Assert.Equal(fold == 3 ? rows : all[fold + 1].Validation[0], all[fold].Validation[^1] + 1);
        }
    }

    [Theory]
    [MemberData(nameof(Seeds))]
    public void By_group_no_group_is_in_two_parts_and_the_size_is_as_near_as_groups_allow(ulong seed)
    {
        var (keys, rows) = Made(seed);
        var rule = new ValidationSpec { Fraction = 0.3, By = SplitBy.Group, Column = "group" };
        var split = RowSplitter.Draw(rule, rule, keys, seed);
        AssertParts(split, rows);
        var groups = keys.Groups["group"];
        int[][] parts = [split.Training, split.Validation, split.Test];
        Assert.All(parts, Assert.NotEmpty);
        var named = parts.Select(part => part.Select(row => groups[row]).Where(group => group >= 0).ToHashSet()).ToArray();
        Assert.Empty(named[0].Intersect(named[1]).Concat(named[1].Intersect(named[2])).Concat(named[0].Intersect(named[2])));
        var largest = groups.CountBy(group => group).Max(pair => pair.Value);
        Assert.InRange(split.Test.Length, 0.3 * rows - largest, 0.3 * rows + largest);
    }

    [Theory]
    [MemberData(nameof(Seeds))]
    public void Group_folds_hold_out_every_row_once_and_whole_groups(ulong seed)
    {
        var (keys, rows) = Made(seed);
        var held = Enumerable.Range(0, 3)
            .Select(fold => RowSplitter.Draw(new ValidationSpec { By = SplitBy.Group, Column = "group", Folds = 3, Fold = fold }, null, keys, seed)).ToArray();
        Assert.Equal(Enumerable.Range(0, rows), held.SelectMany(split => split.Validation).Order());
        var groups = keys.Groups["group"];
        Assert.All(held, split => Assert.Equal(0, split.Training.Select(row => groups[row]).Intersect(split.Validation.Select(row => groups[row])).Count(group => group >= 0)));
    }

    [Fact]
    public void Given_parts_are_taken_as_they_are_and_validation_is_drawn_of_the_training_part()
    {
        var keys = new SplitKeys { Rows = 100, Parts = new Dictionary<string, RowRange> { ["train"] = new(0, 70), ["validation"] = new(70, 10), ["test"] = new(80, 20) } };
        var split = RowSplitter.Draw(new ValidationSpec { Part = "validation" }, null, keys, 1);
        Assert.Equal(Enumerable.Range(0, 70), split.Training);
        Assert.Equal(Enumerable.Range(70, 10), split.Validation);
        Assert.Equal(Enumerable.Range(80, 20), split.Test);
        var drawn = RowSplitter.Draw(new ValidationSpec { Fraction = 0.5 }, null, keys, 1);
        Assert.Equal(Enumerable.Range(0, 70), drawn.Training.Concat(drawn.Validation).Order());
    }

    [Fact]
    public void The_same_seed_draws_these_very_rows_on_any_machine()
    {
        var keys = new SplitKeys { Rows = 20, Parts = new Dictionary<string, RowRange> { ["all"] = new(0, 20) } };
        var split = RowSplitter.Draw(new ValidationSpec { Fraction = 0.25 }, new ValidationSpec { Fraction = 0.2 }, keys, 7);
        Assert.Equal("0 13 15 17", string.Join(' ', split.Validation));
        Assert.Equal("1 2 9 19", string.Join(' ', split.Test));
        Assert.NotEqual(split.Validation, RowSplitter.Draw(new ValidationSpec { Fraction = 0.25 }, new ValidationSpec { Fraction = 0.2 }, keys, 8).Validation);
    }

    private static void AssertParts(RowSplit split, int rows)
    {
        Assert.Equal(Enumerable.Range(0, rows), split.Training.Concat(split.Validation).Concat(split.Test).Order());
        Assert.All(new[] { split.Training, split.Validation, split.Test }, part => Assert.Equal(part.Order(), part));
    }

    /// <summary>A set with uneven classes, times with ties in random order, and groups of uneven size.</summary>
    private static (SplitKeys Keys, int Rows) Made(ulong seed)
    {
        var rows = 60 + (int)(Unit(seed, 2) * 400);
        var strata = new int[rows];
        var times = new double[rows];
        var groups = new int[rows];
        for (var row = 0; row < rows; row++)
        {
            var draw = Philox.Block((uint)row, 1, 2, 3, Philox.Key(seed, 99));
            strata[row] = (int)(Math.Pow(RandomFill.Unit(draw.Low), 3) * 7);
            times[row] = draw.Word2 % (uint)Math.Max(10, rows / 3);
            groups[row] = draw.Word3 % 20 == 0 ? -1 : (int)(draw.Word3 % 25);
        }

        var keys = new SplitKeys
        {
            Rows = rows,
            Parts = new Dictionary<string, RowRange> { ["all"] = new(0, rows) },
            Strata = strata,
            Times = new Dictionary<string, double[]> { ["time"] = times },
            Groups = new Dictionary<string, int[]> { ["group"] = groups },
        };
        return (keys, rows);
    }

    private static double Unit(ulong seed, uint which) => RandomFill.Unit(Philox.Block(which, 0, 0, 0, Philox.Key(seed, 98)).Low);
}
