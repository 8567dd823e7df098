using System.Text;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Time.Testing;
using TrainingService.Contracts.Datasets;
using TrainingService.Datasets.Imports;
using TrainingService.Datasets.Tests.Versions;
using TrainingService.Datasets.Uploads;
using TrainingService.Datasets.Uploads.Sessions;
using TrainingService.Datasets.Uploads.Staging;

namespace TrainingService.Datasets.Tests.Uploads;

/// <summary>Several services on one data folder, as several API replicas are.</summary>
public sealed class UploadSessionTests : IDisposable
{
    private readonly TempFolder data = new();
    private readonly FakeTimeProvider time = new(TimeProvider.System.GetUtcNow());
    private readonly UploadOptions options;

    public UploadSessionTests() => options = new UploadOptions
    {
        DataFolder = data.Path, KeepFreeBytes = 0, MaxOpenUploads = 3, UploadExpiry = TimeSpan.FromHours(1),
    };

    [Fact]
    public async Task One_replica_goes_on_where_another_stopped()
    {
        var (first, second) = (Sessions(TimeProvider.System), Sessions(TimeProvider.System));
        var id = first.Create(6, "a.csv", "train", "").Id;
        await first.AppendAsync(id, 0, Bytes("abc"), null, default);
        Assert.Equal(3, second.Find(id)!.Offset);
        Assert.True((await second.AppendAsync(id, 3, Bytes("def"), null, default)).IsComplete);
        Assert.Equal("abcdef", await File.ReadAllTextAsync(first.DataOf(id)));
        Assert.Equal(("a.csv", "train"), (first.Find(id)!.FileName, first.Find(id)!.Part));
    }

    [Fact]
    public async Task What_came_before_the_connection_broke_is_kept()
    {
        var sessions = Sessions(TimeProvider.System);
        var id = sessions.Create(10, "a.csv", null, "").Id;
        await Assert.ThrowsAsync<IOException>(() => sessions.AppendAsync(id, 0, new BreakingStream("abcd"), null, default));
        Assert.Equal(4, sessions.Find(id)!.Offset);
    }

    [Fact]
    public async Task Two_who_append_at_once_take_turns_and_the_later_one_is_told_where_it_stands()
    {
        var sessions = Sessions(TimeProvider.System);
        var id = sessions.Create(6, "a.csv", null, "").Id;
        var held = await sessions.HoldAsync(id, default);
        var waiting = sessions.AppendAsync(id, 0, Bytes("abc"), null, default);
        await Task.Delay(60);
        Assert.False(waiting.IsCompleted);
        held.Dispose();
        await waiting;
        var refused = await Assert.ThrowsAsync<UploadException>(() => sessions.AppendAsync(id, 0, Bytes("abc"), null, default));
        Assert.Equal((UploadFault.Conflict, "wrong_offset"), (refused.Fault, refused.Problem.Code));
    }

    [Fact]
    public void An_upload_that_nobody_goes_on_with_expires_and_frees_the_disk()
    {
        var sessions = Sessions(time);
        var id = sessions.Create(6, "a.csv", null, "").Id;
        time.Advance(TimeSpan.FromMinutes(59));
        sessions.Clean();
        Assert.NotNull(sessions.Find(id));
        time.Advance(TimeSpan.FromMinutes(2));
        Assert.Null(sessions.Find(id));
        sessions.Clean();
        Assert.Equal(0, data.Bytes);
    }

    [Fact]
    public void No_more_uploads_are_begun_than_may_be_open()
    {
        var sessions = Sessions(TimeProvider.System);
        for (var i = 0; i < 3; i++) sessions.Create(1, "a.csv", null, "");
        Assert.Equal("too_many_uploads", Assert.Throws<UploadException>(() => sessions.Create(1, "a.csv", null, "")).Problem.Code);
    }

    [Fact]
    public void Staged_files_of_a_process_that_ended_are_removed_and_those_of_a_living_one_stay()
    {
        var area = new StagingArea(options, new DiskSpace(options), NullLogger<StagingArea>.Instance);
        using var living = area.Create();
        var dead = Directory.CreateDirectory(data.Sub("staging/0123456789abcdef0123456789abcdef")).FullName;
        File.WriteAllText(Path.Combine(dead, "file"), "left behind");
        area.Clean();
        Assert.False(Directory.Exists(dead));
        Assert.True(Directory.Exists(living.Folder));
        Assert.True(area.IsAlive(living.Id));
        living.Dispose();
        Assert.False(area.IsAlive(living.Id));
        Assert.False(Directory.Exists(living.Folder));
    }

    [Fact]
    public void An_import_whose_process_ended_is_found_to_have_failed_by_whoever_looks()
    {
        var area = new StagingArea(options, new DiskSpace(options), NullLogger<StagingArea>.Instance);
        var (here, elsewhere) = (new ImportStates(options, area, TimeProvider.System), new ImportStates(options, area, TimeProvider.System));
        var files = area.Create();
        here.Write(new ImportResource { Id = files.Id, Dataset = "a", State = ImportState.Importing, CreatedAt = time.GetUtcNow().UtcDateTime });
        Assert.Equal(ImportState.Importing, elsewhere.Find(files.Id)!.State);
        files.Dispose();
        var found = elsewhere.Find(files.Id)!;
        Assert.Equal((ImportState.Failed, "interrupted"), (found.State, found.Problems![0].Code));
        Assert.Equal(ImportState.Failed, here.Find(files.Id)!.State);
        Assert.Null(here.Find("../../etc/passwd"));
    }

    public void Dispose() => data.Dispose();

    private UploadSessions Sessions(TimeProvider clock) => new(options, new DiskSpace(options), clock, NullLogger<UploadSessions>.Instance);

    private static MemoryStream Bytes(string text) => new(Encoding.UTF8.GetBytes(text));

    /// <summary>Gives some bytes and then breaks.</summary>
    private sealed class BreakingStream(string text) : MemoryStream(Encoding.UTF8.GetBytes(text))
    {
        public override ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default) =>
            Position < Length ? base.ReadAsync(buffer, cancellationToken) : throw new IOException("The connection broke.");
    }
}
