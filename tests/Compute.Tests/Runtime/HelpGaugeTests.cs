using System.Diagnostics;
using TrainingService.Compute.Runtime;

namespace TrainingService.Compute.Tests.Runtime;

/// <summary>When a pool's workers are worth waiting for. Times are made up; none is measured.</summary>
public sealed class HelpGaugeTests
{
    private static readonly long Millisecond = Stopwatch.Frequency / 1000;
    private HelpGauge gauge;
    private long now = Stopwatch.Frequency;

    [Fact]
    public void Workers_that_do_their_share_are_kept()
    {
        Call(1000, busy: 1, wait: 0, ownChunks: 4, chunks: 8);
        Assert.False(gauge.IsAlone(now));
    }

    [Fact]
    public void Waiting_for_the_last_of_a_few_large_chunks_is_no_reason_to_go_on_alone()
    {
        Call(1000, busy: 2, wait: 1, ownChunks: 2, chunks: 3);
        Call(1000, busy: 1, wait: 0, ownChunks: 1, chunks: 3);
        Assert.False(gauge.IsAlone(now));
    }

    [Fact]
    public void Workers_that_hold_chunks_up_longer_than_the_caller_would_take_for_them_are_left_alone()
    {
        Call(20, busy: 1, wait: 4, ownChunks: 7, chunks: 8);
        Assert.True(gauge.IsAlone(now));
    }

    [Fact]
    public void They_are_tried_again_after_a_while_and_kept_once_they_do_their_share()
    {
        Call(20, busy: 1, wait: 4, ownChunks: 7, chunks: 8);
        now += 200 * Millisecond;
        Assert.False(gauge.IsAlone(now));
        Call(1000, busy: 1, wait: 0, ownChunks: 4, chunks: 8);
        Assert.False(gauge.IsAlone(now));
    }

    [Fact]
    public void The_longer_they_are_held_up_the_more_seldom_they_are_tried_but_at_least_every_two_seconds()
    {
        var alone = new List<long>();
        for (var trial = 0; trial < 8; trial++)
        {
            while (!gauge.IsAlone(now)) Call(1, busy: 1, wait: 4, ownChunks: 7, chunks: 8);
            var start = now;
            while (gauge.IsAlone(now)) now += Millisecond;
            alone.Add((now - start) / Millisecond);
        }

        Assert.Equal([100, 200, 400, 800, 1600, 2000, 2000, 2000], alone);
    }

    [Fact]
    public void A_caller_that_the_system_takes_away_longer_than_workers_help_goes_on_alone()
    {
        // A quarter of a processor that another program uses, beside a worker that does as many chunks.
        Call(20, busy: 4, wait: 0, ownChunks: 2, chunks: 4, held: 3);
        Assert.True(gauge.IsAlone(now));
    }

    [Fact]
    public void A_caller_taken_away_now_and_then_keeps_its_workers()
    {
        Call(1000, busy: 4, wait: 0, ownChunks: 2, chunks: 4, held: 1);
        Assert.False(gauge.IsAlone(now));
    }

    [Fact]
    public void A_caller_that_was_away_longer_than_it_was_busy_was_away_between_calls_and_goes_on_alone()
    {
        Call(20, busy: 4, wait: 0, ownChunks: 1, chunks: 8, held: 5);
        Assert.True(gauge.IsAlone(now));
    }

    private void Call(int times, long busy, long wait, int ownChunks, int chunks, long held = 0)
    {
        for (var i = 0; i < times && !gauge.IsAlone(now); i++)
        {
            var idle = now + (busy * Millisecond);
            gauge.Add(now, idle, idle + (wait * Millisecond), ownChunks, chunks, held * Millisecond);
            now = idle + (wait * Millisecond);
        }
    }
}
