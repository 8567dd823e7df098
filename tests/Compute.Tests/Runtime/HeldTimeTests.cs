using System.Diagnostics;
using TrainingService.Compute.Runtime;

namespace TrainingService.Compute.Tests.Runtime;

/// <summary>How long a thread was held up. Times by the clock are made up; the processor time of these few instructions is next to nothing beside them.</summary>
public sealed class HeldTimeTests
{
    private static readonly long Second = Stopwatch.Frequency;
    private HeldTime held;

    [Fact]
    public void A_thread_whose_call_took_longer_than_its_processor_time_was_held_up()
    {
        held.Begin(100 * Second);
        AssertHeld(held.End(idle: 110 * Second, end: 110 * Second), 9 * Second, 10 * Second);
    }

    [Fact]
    public void A_thread_that_waited_for_others_or_between_calls_was_not()
    {
        held.Begin(100 * Second);
        Assert.Equal(0, held.End(idle: 100 * Second, end: 110 * Second));
        held.Begin(120 * Second);
        Assert.Equal(0, held.End(idle: 120 * Second + 1, end: 120 * Second + 1));
    }

    [Fact]
    public void Short_calls_one_after_another_are_told_together()
    {
        var (call, now, told) = (Second / 10_000, 100 * Second, 0L);
        for (var i = 0; i < 100; i++, now += call)
        {
            held.Begin(now);
            told += held.End(now + call, now + call);
        }

        AssertHeld(told, 1, 100 * call);
    }

    [Fact]
    public async Task Another_thread_has_a_time_of_its_own()
    {
        held.Begin(100 * Second);
        held.End(100 * Second + 1, 100 * Second + 1);
        await Task.Factory.StartNew(
            () =>
            {
                held.Begin(100 * Second + 2);
                AssertHeld(held.End(110 * Second, 110 * Second), 9 * Second, 10 * Second);
            },
            CancellationToken.None, TaskCreationOptions.LongRunning, TaskScheduler.Default);
    }

    private static void AssertHeld(long told, long from, long to)
    {
        // Where the system does not tell, a thread counts as running.
        if (ThreadTime.IsKnown) Assert.InRange(told, from, to);
        else Assert.Equal(0, told);
    }
}
