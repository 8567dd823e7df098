using TrainingService.Compute.Tests.Support;
using TrainingService.Compute.Training;
using TrainingService.Contracts.Specs.Datasets;

namespace TrainingService.Compute.Tests.Training;

public sealed class DataSplitTests
{
    [Theory]
    [InlineData(0.2, true)]
    [InlineData(0.2, false)]
    [InlineData(0.333, true)]
    [InlineData(0.01, false)]
    public void Every_row_is_in_exactly_one_part_and_the_sizes_are_as_announced(double fraction, bool stratify)
    {
        var data = Make.Stripes();
        var spec = new ValidationSpec { Fraction = fraction, Stratify = stratify };
        var split = DataSplit.Draw(data.Description, data.Training, spec, seed: 3);
        Assert.Equal(Enumerable.Range(0, data.Training.Rows), split.Training.Concat(split.Validation).Order());
        var sizes = DataSplit.Sizes(data.Description, spec);
        Assert.Equal((sizes.Training, sizes.Validation), (split.Training.Length, split.Validation.Length));
    }

    [Fact]
    public void Stratified_parts_hold_each_class_in_its_share()
    {
        var data = Make.Stripes(rows: 200);
        var split = DataSplit.Draw(data.Description, data.Training, new ValidationSpec { Fraction = 0.1, Stratify = true }, seed: 1);
        Assert.All(split.Validation.GroupBy(row => data.Training.Labels.Span[row]), group => Assert.Equal(5, group.Count()));
    }

    [Fact]
    public void Another_seed_holds_out_other_rows_and_the_same_seed_the_same()
    {
        var data = Make.Stripes();
        var spec = new ValidationSpec { Fraction = 0.2 };
        int[] Held(ulong seed) => DataSplit.Draw(data.Description, data.Training, spec, seed).Validation;
        Assert.Equal(Held(5), Held(5));
        Assert.NotEqual(Held(5), Held(6));
    }

    [Fact]
    public void Scaling_is_learned_from_the_training_rows_only()
    {
        var data = Make.Stripes();
        int[] rows = [.. Enumerable.Range(0, 100)];
        var learned = FeatureScaling.Learn(data.Training, 64, rows);
        var poisoned = data.Training.Floats.ToArray();
        poisoned.AsSpan(100 * 64).Fill(1e6f);
        var again = FeatureScaling.Learn(Compute.Data.DataPart.FromFloats(poisoned, data.Training.Labels), 64, rows);
        Assert.Equal(learned.Scale, again.Scale);
        Assert.Equal(learned.Shift, again.Shift);
    }
}
