using Microsoft.Extensions.Time.Testing;
using TrainingService.Worker.Leases;

namespace TrainingService.Worker.Tests.Leases;

public sealed class LeaseClockTests
{
    private readonly FakeTimeProvider _time = new();

    [Fact]
    public void A_lease_is_over_its_span_after_it_was_asked_for()
    {
        using var clock = Clock();

        _time.Advance(TimeSpan.FromSeconds(9));
        Assert.False(clock.Over.IsCancellationRequested);
        _time.Advance(TimeSpan.FromSeconds(1));
        Assert.True(clock.Over.IsCancellationRequested);
    }

    [Fact]
    public void A_renewal_counts_from_when_it_was_asked_for_not_from_its_answer()
    {
        using var clock = Clock();
        _time.Advance(TimeSpan.FromSeconds(4));
        var askedAt = _time.GetTimestamp();
        _time.Advance(TimeSpan.FromSeconds(4));

        clock.Renewed(askedAt);

        _time.Advance(TimeSpan.FromSeconds(5));
        Assert.False(clock.Over.IsCancellationRequested);
        _time.Advance(TimeSpan.FromSeconds(1));
        Assert.True(clock.Over.IsCancellationRequested);
    }

    [Fact]
    public void A_late_answer_of_an_older_renewal_does_not_shorten_the_lease()
    {
        using var clock = Clock();
        _time.Advance(TimeSpan.FromSeconds(1));
        var older = _time.GetTimestamp();
        _time.Advance(TimeSpan.FromSeconds(4));
        clock.Renewed(_time.GetTimestamp());

        clock.Renewed(older);

        _time.Advance(TimeSpan.FromSeconds(9));
        Assert.False(clock.Over.IsCancellationRequested);
    }

    [Fact]
    public void A_lease_once_over_stays_over()
    {
        using var clock = Clock();
        clock.End();

        _time.Advance(TimeSpan.FromSeconds(1));
        clock.Renewed(_time.GetTimestamp());

        Assert.True(clock.Over.IsCancellationRequested);
    }

    private LeaseClock Clock() => new(TimeSpan.FromSeconds(10), _time.GetTimestamp(), _time);
}
