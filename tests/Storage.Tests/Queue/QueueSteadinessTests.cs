using TrainingService.Contracts.Runs;
using TrainingService.Contracts.Workers;
using TrainingService.Storage.Queue;

namespace TrainingService.Storage.Tests.Queue;

public sealed class QueueSteadinessTests
{
    private static readonly DateTime Now = new(2026, 1, 1, 12, 0, 0, DateTimeKind.Utc);
    private static readonly Guid Run = Guid.CreateVersion7();

    [Theory]
    [InlineData(1.5, 0.5, 1.5)]
    [InlineData(100.0, 108.0, 100.0)]
    [InlineData(100.0, 140.0, 140.0)]
    [InlineData(-5.0, -1.0, -5.0)]
    [InlineData(null, 10.0, 10.0)]
    [InlineData(10.0, null, null)]
    public void A_start_is_told_anew_only_when_it_moved_by_more_than_two_seconds_and_a_tenth_of_the_wait(double? told, double? now, double? expected)
    {
        var settled = QueueSteadiness.Settle(new Dictionary<Guid, QueuePlace> { [Run] = Place(1, told) }, [Queued(1, now)], Now);
        Assert.Equal(Place(1, expected), Assert.Single(settled).Place);
    }

    [Fact]
    public void A_place_is_told_at_once()
    {
        var settled = QueueSteadiness.Settle(new Dictionary<Guid, QueuePlace> { [Run] = Place(3, 100) }, [Queued(2, 101)], Now);
        Assert.Equal(Place(2, 100), Assert.Single(settled).Place);
    }

    private static QueuedRun Queued(int place, double? start) => new(Run, "run", "mia", 0, Place(place, start));

    private static QueuePlace Place(int place, double? start) => new(place, 3, start is { } seconds ? Now.AddSeconds(seconds) : null);
}
