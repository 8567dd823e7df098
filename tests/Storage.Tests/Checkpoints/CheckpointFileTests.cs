using System.Security.Cryptography;
using TrainingService.Storage.Checkpoints;
using TrainingService.Storage.Runs;

namespace TrainingService.Storage.Tests.Checkpoints;

public sealed class CheckpointFileTests : IDisposable
{
    private static readonly CancellationToken None = CancellationToken.None;

    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("training-checkpoints-");
    private readonly CheckpointFiles _files;
    private readonly RunLease _lease = new(Guid.CreateVersion7(), 1, "worker", TimeSpan.FromMinutes(1));
    private readonly byte[] _content = [.. Enumerable.Range(0, 200_000).Select(n => (byte)(n * 31))];

    public CheckpointFileTests() => _files = new CheckpointFiles(new StorageOptions { DataFolder = _folder.FullName });

    public void Dispose() => _folder.Delete(recursive: true);

    [Fact]
    public async Task A_checkpoint_reads_back_what_was_written_and_carries_its_hash()
    {
        var pointer = await WriteAsync(3);
        Assert.Equal(Convert.ToHexStringLower(SHA256.HashData(_content)), pointer.Sha256);
        Assert.Equal($"runs/{_lease.RunId}/lease-000001/epoch-000003-step-000000000030-{pointer.Sha256}.ckpt", pointer.Path);
        await using var stream = await _files.OpenVerifiedAsync(pointer, None);
        using var read = new MemoryStream();
        await stream.CopyToAsync(read);
        Assert.Equal(_content, read.ToArray());
        Assert.Single(Files());
    }

    [Fact]
    public async Task One_flipped_bit_is_found()
    {
        var pointer = await WriteAsync(1);
        var bytes = await File.ReadAllBytesAsync(Full(pointer));
        bytes[123_456] ^= 1;
        await File.WriteAllBytesAsync(Full(pointer), bytes);
        var error = await Assert.ThrowsAsync<InvalidDataException>(() => _files.OpenVerifiedAsync(pointer, None));
        Assert.Contains("damaged", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_truncated_file_is_found()
    {
        var pointer = await WriteAsync(1);
        await using (var file = File.OpenWrite(Full(pointer))) file.SetLength(_content.Length - 1);
        await Assert.ThrowsAsync<InvalidDataException>(() => _files.OpenVerifiedAsync(pointer, None));
    }

    [Fact]
    public async Task A_missing_file_says_that_it_is_missing()
    {
        var pointer = await WriteAsync(1);
        _files.Delete(_lease.RunId);
        var error = await Assert.ThrowsAsync<InvalidDataException>(() => _files.OpenVerifiedAsync(pointer, None));
        Assert.Contains("missing", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_pointer_out_of_the_data_folder_is_refused()
    {
        var pointer = await WriteAsync(1);
        await Assert.ThrowsAsync<InvalidDataException>(() => _files.OpenVerifiedAsync(pointer with { Path = "runs/../../etc/passwd" }, None));
        await Assert.ThrowsAsync<InvalidDataException>(() => _files.OpenVerifiedAsync(pointer with { Path = "/etc/passwd" }, None));
    }

    [Fact]
    public async Task A_disk_that_fills_up_leaves_no_file_and_the_last_checkpoint_whole()
    {
        var before = await WriteAsync(1);
        await Assert.ThrowsAsync<IOException>(() => _files.WriteAsync(
            _lease,
            2,
            20,
            async (stream, cancellation) =>
            {
                await stream.WriteAsync(_content, cancellation);
                throw new IOException("No space left on device");
            },
            None));
        Assert.Equal([Full(before)], Files());
        await (await _files.OpenVerifiedAsync(before, None)).DisposeAsync();
    }

    [Fact]
    public async Task The_same_checkpoint_written_again_replaces_the_file()
    {
        await WriteAsync(1);
        var again = await WriteAsync(1);
        Assert.Single(Files());
        await (await _files.OpenVerifiedAsync(again, None)).DisposeAsync();
    }

    [Fact]
    public async Task Pruning_keeps_the_newest_two_over_all_leases()
    {
        await WriteAsync(1);
        await WriteAsync(2);
        var third = await WriteAsync(3);
        var next = _lease with { Epoch = 2 };
        var fourth = await WriteAsync(4, next);
        _files.Prune(next, fourth);
        Assert.Equal([Full(third), Full(fourth)], Files());
        var fifth = await WriteAsync(5, next);
        _files.Prune(next, fifth);
        Assert.Equal([Full(fourth), Full(fifth)], Files());
        Assert.False(Directory.Exists(Path.GetDirectoryName(Full(third))));
    }

    [Fact]
    public async Task Pruning_keeps_the_checkpoint_of_the_best_epoch_beside_the_newest_two()
    {
        var best = await WriteAsync(1);
        await WriteAsync(2);
        var third = await WriteAsync(3);
        var fourth = await WriteAsync(4);
        _files.Prune(_lease, fourth, best.Path);
        Assert.Equal([Full(best), Full(third), Full(fourth)], Files());
    }

    [Fact]
    public async Task Pruning_never_removes_the_checkpoint_in_use_nor_a_later_lease_s()
    {
        var current = await WriteAsync(1);
        await WriteAsync(2);
        await WriteAsync(3);
        var later = await WriteAsync(1, _lease with { Epoch = 2 });
        _files.Prune(_lease, current, keep: 1);
        Assert.Equal(3, Files().Count);
        Assert.Contains(Full(current), Files());
        Assert.Contains(Full(later), Files());
    }

    [Fact]
    public async Task An_unfinished_file_of_a_killed_worker_goes_with_the_next_pruning()
    {
        var first = await WriteAsync(1);
        await File.WriteAllTextAsync(Full(first) + ".tmp", "half");
        var next = _lease with { Epoch = 2 };
        var second = await WriteAsync(2, next);
        _files.Prune(next, second);
        Assert.Equal([Full(first), Full(second)], Files());
    }

    private Task<CheckpointPointer> WriteAsync(int epoch, RunLease? lease = null) => _files.WriteAsync(
        lease ?? _lease,
        epoch,
        epoch * 10,
        async (stream, cancellation) =>
        {
            await stream.WriteAsync(_content.AsMemory(0, 1000), cancellation);
            // Both ways of writing are hashed.
            stream.Write(_content.AsSpan(1000));
        },
        None);

    private string Full(CheckpointPointer pointer) => Path.Combine(_folder.FullName, pointer.Path);

    private List<string> Files() => [.. Directory.GetFiles(_folder.FullName, "*", SearchOption.AllDirectories).Order(StringComparer.Ordinal)];
}
