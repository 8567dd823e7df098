using TrainingService.Compute.Data;

namespace TrainingService.Datasets.Tests;

public sealed class PreparedStoreTests : IDisposable
{
    private readonly Service service = new();

    public void Dispose() => service.Dispose();

    [Fact]
    public async Task A_second_start_reads_the_prepared_rows_and_gets_the_same_version()
    {
        var first = (await service.Catalog.FindAsync("iris"))!.Resource;
        var rows = Assert.Single(Directory.GetFiles(service.Prepared, "rows.bin", SearchOption.AllDirectories), path => path.Contains("iris-", StringComparison.Ordinal));
        var written = File.GetLastWriteTimeUtc(rows);
        using var again = new Service(prepared: service.Prepared);
        Assert.Equal(first.Version, (await again.Catalog.FindAsync("iris"))!.Resource.Version);
        Assert.Equal(written, File.GetLastWriteTimeUtc(rows));
        Assert.Empty(Directory.GetFiles(service.Prepared, "*.tmp", SearchOption.AllDirectories));
    }

    [Theory]
    [InlineData("flip")]
    [InlineData("truncate")]
    [InlineData("delete")]
    public async Task Damaged_rows_are_prepared_again_from_what_is_bundled(string damage)
    {
        var version = (await service.Catalog.FindAsync("digits"))!.Resource.Version;
        var path = Path.Combine(service.Prepared, $"digits-{version}", "rows.bin");
        var good = await File.ReadAllBytesAsync(path);
        if (damage == "delete") File.Delete(path);
        else if (damage == "truncate") await File.WriteAllBytesAsync(path, good[..^1]);
        else
        {
            var bad = (byte[])good.Clone();
            bad[1000] ^= 1;
            await File.WriteAllBytesAsync(path, bad);
        }

        var data = await service.Loader.LoadAsync("digits", version);
        Assert.Equal(1_437, data.Training.Rows);
        Assert.Equal(good, await File.ReadAllBytesAsync(path));
    }

    [Fact]
    public async Task Runs_at_the_same_time_share_one_copy()
    {
        var copies = await Task.WhenAll(Enumerable.Range(0, 8).Select(_ => service.Loader.LoadAsync("digits", "")));
        Assert.All(copies, copy => Assert.Same(copies[0], copy));
    }

    [Fact]
    public async Task A_dataset_in_use_is_shared_even_when_the_cache_no_longer_holds_it()
    {
        using var small = new Service(prepared: service.Prepared, cacheBytes: 1);
        var digits = await small.Loader.LoadAsync("digits", "");
        await small.Loader.LoadAsync("iris", "");
        Assert.Same(digits, await small.Loader.LoadAsync("digits", ""));
    }

    [Fact]
    public async Task An_unknown_name_or_version_is_not_found()
    {
        Assert.Null(await service.Catalog.FindAsync("mnits"));
        Assert.Null(await service.Catalog.FindAsync("iris", "000000"));
        await Assert.ThrowsAsync<DatasetNotFoundException>(() => service.Loader.LoadAsync("iris", "000000"));
    }

    [Fact]
    public async Task A_prepared_set_is_whole_when_another_process_loads_it()
    {
        await service.Catalog.ListAsync();
        using var fresh = new Service(prepared: service.Prepared);
        Dataset data = await fresh.Loader.LoadAsync("mnist", "");
        Assert.Equal((60_000, 10_000), (data.Training.Rows, data.Test.Rows));
        Assert.Equal(60_000 * 28 * 28, data.Training.Bytes.Length);
    }
}
