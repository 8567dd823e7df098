using TrainingService.Storage.History;

namespace TrainingService.Storage.Tests.History;

public sealed class HistoryPlanTests
{
    [Theory]
    [InlineData(0, 1000, 1000)]
    [InlineData(0, 1001, 1000)]
    [InlineData(3, 9_999, 1000)]
    [InlineData(0, 20_000, 100)]
    [InlineData(64, 128_000, 500)]
    [InlineData(4095, 1_000_000, 1000)]
    [InlineData(17, 1_000_000, 10)]
    [InlineData(0, 1_000_000, 100_000)]
    [InlineData(5, 70, 10)]
    public void Its_parts_cover_every_epoch_of_the_range_once_and_give_no_more_points_than_asked(int after, int upTo, int maxPoints)
    {
        var plan = HistoryPlan.Of(new EpochRange(after, upTo), maxPoints);
        var parts = plan.Large.Concat(plan.Small).Concat(plan.Raw).OrderBy(part => part.After).ToList();
        Assert.Equal((after, upTo), (parts[0].After, parts[^1].UpTo));
        Assert.All(parts.Zip(parts.Skip(1)), pair => Assert.Equal(pair.First.UpTo, pair.Second.After));
        Assert.All(plan.Large, part => Assert.True(part.After % BucketSizes.Large == 0 && part.UpTo % BucketSizes.Large == 0));
        Assert.All(plan.Small, part => Assert.True(part.After % BucketSizes.Small == 0 && part.UpTo % BucketSizes.Small == 0));
        if (plan.Width > 1)
        {
            var stretches = ((upTo - 1) / plan.Width) - (after / plan.Width) + 1;
            Assert.True(stretches * 4 <= maxPoints, $"{stretches} stretches of {plan.Width}");
            Assert.True(plan.Large.Count == 0 || plan.Width >= BucketSizes.Large);
            Assert.True(plan.Small.Count == 0 || plan.Width >= BucketSizes.Small);
        }
    }

    [Fact]
    public void Reading_stays_small_however_long_the_run_is()
    {
        var plan = HistoryPlan.Of(new EpochRange(0, 1_000_000), 1000);
        Assert.True(plan.Raw.Sum(part => part.Length) < BucketSizes.Large);
        Assert.True(plan.Small.Sum(part => part.Length / BucketSizes.Small) + plan.Large.Sum(part => part.Length / BucketSizes.Large) < 1000);
    }
}
