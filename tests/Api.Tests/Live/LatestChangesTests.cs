using System.Text.Json;
using TrainingService.Api.Live;
using TrainingService.Contracts.Runs;

namespace TrainingService.Api.Tests.Live;

public sealed class LatestChangesTests
{
    private static readonly DateTime Now = new(2026, 1, 1, 0, 0, 0, DateTimeKind.Utc);

    [Fact]
    public void A_reader_that_stood_still_gets_the_newest_of_each_run_once_and_a_page_at_a_time()
    {
        const int Runs = 600;
        var changes = new LatestChanges();
        var ids = Enumerable.Range(0, Runs).Select(_ => Guid.CreateVersion7()).ToList();
        foreach (var id in ids) changes.Update(Run(id, batch: null), Now);
        for (var batch = 1; batch <= 10; batch++)
        {
            foreach (var id in ids) changes.Update(Run(id, batch), Now);
        }

        var (told, seen) = (new List<RunEvent>(), 0L);
        while (changes.After(seen) is { Changes.Count: > 0 } page)
        {
            Assert.InRange(page.Changes.Count, 1, LatestChanges.PageSize);
            told.AddRange(page.Changes);
            seen = page.Version;
        }

        Assert.Equal(ids, told.Where(e => e.Type is RunEventType.State).Select(e => e.RunId));
        var progress = told.Where(e => e.Type is RunEventType.Progress).ToList();
        Assert.Equal(ids, progress.Select(e => e.RunId));
        Assert.All(progress, e => Assert.Equal(10, e.Progress!.Batch));
    }

    [Fact]
    public void A_change_between_two_pages_is_told_instead_of_the_one_that_it_replaces()
    {
        var changes = new LatestChanges();
        var ids = Enumerable.Range(0, LatestChanges.PageSize + 10).Select(_ => Guid.CreateVersion7()).ToList();
        foreach (var id in ids) changes.Update(Run(id, batch: null), Now);
        var first = changes.After(0);
        changes.Update(Run(ids[^1], batch: null) with { State = RunState.Succeeded, Version = 2 }, Now);
        var second = changes.After(first.Version);
        Assert.Equal(ids, first.Changes.Concat(second.Changes).Select(e => e.RunId));
        Assert.Equal(RunState.Succeeded, second.Changes[^1].State);
        Assert.Empty(changes.After(second.Version).Changes);
    }

    private static RunResource Run(Guid id, int? batch) => new()
    {
        Id = id,
        Name = "run",
        State = RunState.Running,
        Spec = JsonDocument.Parse("{}").RootElement,
        SpecSha256 = "",
        Dataset = "d",
        DatasetVersion = "v",
        Tags = [],
        Owner = "",
        LastSeq = 1,
        Revision = 1,
        Priority = 0,
        Actions = [],
        CreatedAt = Now,
        Attempt = 1,
        Metrics = new Dictionary<string, MetricSummary>(),
        Version = 1,
        Progress = batch is { } b ? new RunProgress { Epoch = 1, Epochs = 2, Batch = b, Batches = 10 } : null,
    };
}
