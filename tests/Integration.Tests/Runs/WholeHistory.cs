using TrainingService.Contracts.Runs;
using TrainingService.Storage.Runs;

namespace TrainingService.Integration.Tests.Runs;

/// <summary>What must hold of every finished run's history, whatever happened on the way.</summary>
internal static class WholeHistory
{
    /// <summary>Each metric has each epoch once, in order; events are numbered from 1 without a gap; the last one tells the end.</summary>
    public static async Task AssertAsync(IRunStore runs, RunResource run, int epochs)
    {
        var history = (await runs.MetricsAsync(run.Id, CancellationToken.None))!;
        Assert.Contains("val_loss", history.Series.Keys);
        foreach (var (name, points) in history.Series)
        {
            Assert.True(Enumerable.Range(1, epochs).SequenceEqual(points.Select(point => point.Epoch)), $"{name}: {string.Join(',', points.Select(p => p.Epoch))}");
            Assert.Equal(points.Count, points.Select(point => point.Seq).Distinct().Count());
            Assert.Equal(points.Select(point => point.Seq).Order(), points.Select(point => point.Seq));
        }

        var events = await runs.EventsAsync(run.Id, 0, 10_000, CancellationToken.None);
        Assert.Equal(Enumerable.Range(1, events.Count).Select(seq => (long?)seq), events.Select(e => e.Seq));
        Assert.Equal(run.LastSeq, events[^1].Seq);
        // A line of the log may follow the end, and nothing else.
        Assert.Equal(run.State, events.Last(e => e.Type is not RunEventType.Log).State);
    }
}
