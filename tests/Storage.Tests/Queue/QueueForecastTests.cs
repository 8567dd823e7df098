using TrainingService.Storage.Queue;

namespace TrainingService.Storage.Tests.Queue;

public sealed class QueueForecastTests
{
    private static readonly DateTime Now = new(2026, 1, 1, 12, 0, 0, DateTimeKind.Utc);

    [Fact]
    public void A_free_slot_is_taken_now_and_the_next_run_waits_for_what_is_in_training()
    {
        var forecast = QueueForecast.Of(Queue(slots: 2, typical: 100, held: [new HeldRun("mia", Now.AddSeconds(-5), 30)], Waiting("a"), Waiting("b"), Waiting("c")));
        Assert.Equal([Now, Now.AddSeconds(30), Now.AddSeconds(100)], forecast.Select(run => run.Place.ExpectedStart!.Value));
        Assert.Equal([1, 2, 3], forecast.Select(run => run.Place.Place));
    }

    [Fact]
    public void A_run_that_does_not_say_what_it_needs_is_taken_to_last_as_long_as_others_lately()
    {
        var forecast = QueueForecast.Of(Queue(slots: 1, typical: 100, held: [new HeldRun("mia", Now.AddSeconds(-40), null)], Waiting("a")));
        Assert.Equal(Now.AddSeconds(60), forecast[0].Place.ExpectedStart);
    }

    [Fact]
    public void Without_a_worker_or_without_anything_to_go_by_no_start_is_promised()
    {
        Assert.Null(QueueForecast.Of(Queue(slots: 0, typical: 100, held: [], Waiting("a")))[0].Place.ExpectedStart);
        var unknown = QueueForecast.Of(Queue(slots: 1, typical: null, held: [], Waiting("a"), Waiting("b")));
        Assert.Equal(Now, unknown[0].Place.ExpectedStart);
        Assert.Null(unknown[1].Place.ExpectedStart);
    }

    [Fact]
    public void Owners_take_turns_in_the_forecast_as_in_the_claims()
    {
        var forecast = QueueForecast.Of(Queue(
            slots: 1, typical: 10, held: [], Waiting("1", "mia"), Waiting("2", "mia"), Waiting("3", "mia"), Waiting("4", "ben")));
        Assert.Equal(["ben", "mia", "mia", "mia"], forecast.Select(run => run.Owner));
    }

    private static QueueSnapshot Queue(int slots, double? typical, HeldRun[] held, params WaitingRun[] waiting) =>
        new(Now, waiting, held, new Dictionary<string, DateTime?>(), slots, typical);

    private static WaitingRun Waiting(string name, string owner = "mia") =>
        new(Guid.CreateVersion7(), name, owner, 0, false, Now.AddMinutes(-1).AddSeconds(name[0]));
}
