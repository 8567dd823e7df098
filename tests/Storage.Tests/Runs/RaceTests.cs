using TrainingService.Contracts.Runs;
using TrainingService.Storage.Runs;
using TrainingService.Storage.Tests.Support;
using TrainingService.Tests.Shared.Postgres;

namespace TrainingService.Storage.Tests.Runs;

/// <summary>Claim: whoever is first, a run has one end. Fault: people and the worker at the same moment. Check: one final state, one final event, no gap.</summary>
public abstract class RaceTests(PostgresFixture? postgres) : StorageTest(postgres)
{
    private const int Races = 500;

    [Theory]
    [InlineData(RunAction.Cancel)]
    [InlineData(RunAction.Pause)]
    public async Task An_action_that_races_with_completion_leaves_one_final_state_and_one_final_event(RunAction action)
    {
        var ends = new Dictionary<RunState, int>();
        for (var race = 0; race < Races; race++)
        {
            var lease = await ClaimedAsync();
            var acting = Task.Run(() => ActAsync(lease.RunId, action));
            var ending = Task.Run(() => Leases.CompleteAsync(lease, RunState.Succeeded, Result(), null, None));
            await Task.WhenAll(acting, ending);
            // The worker had to go on if its success came second, and sees that nothing is left to do if it came first.
            await Leases.ReleaseAsync(lease, null, None);

            var feed = await FeedAsync(lease.RunId);
            var run = await RunAsync(lease.RunId);
            Assert.True(run.State is RunState.Succeeded, $"{run.State} after a success that was taken");
            Assert.Single(feed, e => e.State is { } state && state.IsTerminal());
            Assert.Equal(run.State, feed[^1].State);
            var came = (await acting).Result is ActionResult.Accepted ? RunState.Pausing : RunState.Succeeded;
            ends[came] = ends.GetValueOrDefault(came) + 1;
        }

        // Both orders must have occurred, or the race was none.
        Assert.Equal(2, ends.Count);
    }

    [Fact]
    public async Task Cancel_and_pause_and_resume_at_once_end_in_one_state_that_the_feed_tells()
    {
        for (var race = 0; race < Races / 5; race++)
        {
            var lease = await ClaimedAsync();
            await Task.WhenAll(
                Task.Run(() => ActAsync(lease.RunId, RunAction.Pause)),
                Task.Run(() => ActAsync(lease.RunId, RunAction.Resume)),
                Task.Run(() => ActAsync(lease.RunId, RunAction.Cancel)),
                Task.Run(() => Leases.ReleaseAsync(lease, null, None)));
            // A second look, as the next renewal would give it.
            await Leases.ReleaseAsync(lease, null, None);

            var feed = await FeedAsync(lease.RunId);
            var run = await RunAsync(lease.RunId);
            Assert.Equal(RunState.Cancelled, run.State);
            Assert.Single(feed, e => e.State is { } state && state.IsTerminal());
            Assert.All(feed.Skip(1), e => Assert.True(RunStates.MayFollow(e.From!.Value, e.State!.Value)));
        }
    }
}

public sealed class RaceOnSqlite() : RaceTests(null);

[Collection(PostgresCollection.Name)]
public sealed class RaceOnPostgres(PostgresFixture postgres) : RaceTests(postgres);
