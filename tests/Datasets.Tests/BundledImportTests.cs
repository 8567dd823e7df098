using TrainingService.Datasets.Versions;

namespace TrainingService.Datasets.Tests;

/// <summary>How bundled sets become stored versions, and stay them.</summary>
public sealed class BundledImportTests : IDisposable
{
    private readonly Service service = new();
    private readonly string folder = Directory.CreateTempSubdirectory("bundled-").FullName;

    public void Dispose()
    {
        service.Dispose();
        Directory.Delete(folder, recursive: true);
    }

    [Fact]
    public async Task A_second_start_finds_the_versions_and_writes_nothing()
    {
        var first = await service.ListAsync();
        var written = Written();
        using var again = new Service(root: service.Root);
        Assert.Equal(first.Select(Shown), (await again.ListAsync()).Select(Shown));
        Assert.Equal(written, Written());
        Assert.Empty(Directory.GetFiles(service.Root, "*.tmp", SearchOption.AllDirectories));
        Assert.Empty(Directory.GetDirectories(Path.Combine(service.Root, "staging")));
    }

    [Theory]
    [InlineData("flip")]
    [InlineData("truncate")]
    [InlineData("delete")]
    public async Task A_damaged_version_is_made_again_at_the_next_start_from_what_is_bundled(string damage)
    {
        var version = await service.FindAsync("digits");
        var path = Directory.GetFiles(version.Folder, "*", SearchOption.AllDirectories).MaxBy(file => new FileInfo(file).Length)!;
        var good = await File.ReadAllBytesAsync(path);
        if (damage == "delete") File.Delete(path);
        else if (damage == "truncate") await File.WriteAllBytesAsync(path, good[..^1]);
        else
        {
            var bad = (byte[])good.Clone();
            bad[1000] ^= 1;
            await File.WriteAllBytesAsync(path, bad);
        }

        using var next = new Service(root: service.Root);
        var data = await next.LoadAsync("digits", version.Version);
        Assert.Equal(1_437, data.Training.Rows);
        Assert.Equal(good, await File.ReadAllBytesAsync(path));
    }

    [Fact]
    public async Task Several_programs_that_start_at_once_on_one_folder_make_each_version_once()
    {
        Service[] programs = [.. Enumerable.Range(0, 4).Select(_ => new Service(root: service.Root))];
        var lists = await Task.WhenAll(programs.Select(program => Task.Run(program.ListAsync)));
        Assert.All(lists, list => Assert.Equal(lists[0].Select(Shown), list.Select(Shown)));
        Assert.All(lists[0], dataset => Assert.Single(dataset.Versions));
        foreach (var program in programs) program.Dispose();
    }

    [Fact]
    public async Task Runs_at_the_same_time_share_one_copy()
    {
        await service.LoadAsync("digits");
        var copies = await Task.WhenAll(Enumerable.Range(0, 8).Select(_ => service.LoadAsync("digits")));
        Assert.All(copies, copy => Assert.Same(copies[0], copy));
    }

    [Fact]
    public async Task An_unknown_name_or_version_is_not_found()
    {
        await Assert.ThrowsAsync<DatasetNotFoundException>(() => service.LoadAsync("mnits"));
        await Assert.ThrowsAsync<DatasetNotFoundException>(() => service.LoadAsync("iris", "000000"));
    }

    [Fact]
    public async Task Changed_files_make_a_new_version_and_the_one_before_stays()
    {
        Write("good", "1");
        using (var first = new Service(folder, service.Root)) Assert.Single((await first.ListAsync()).Single(dataset => dataset.Name == "good").Versions);
        Write("good", "7");
        using var second = new Service(folder, service.Root);
        var versions = (await second.ListAsync()).Single(dataset => dataset.Name == "good").Versions;
        Assert.Equal(2, versions.Count);
        Assert.Equal(7f, Service.Values<float>((await second.LoadAsync("good")).Training.Fields[0])[0]);
    }

    [Theory]
    [InlineData("t.csv", "a,label\n1,x\ntwo,y\n3\n", "t.csv")]
    [InlineData("dataset.json", "{", "dataset.json")]
    [InlineData("t.csv", null, "t.csv: the file is missing")]
    public async Task A_damaged_bundled_set_is_named_in_the_log_and_does_not_take_the_others_away(string file, string? content, string says)
    {
        Write("good", "1");
        Write("bad", "1");
        var path = Path.Combine(folder, "bad", file);
        if (content is null) File.Delete(path);
        else await File.WriteAllTextAsync(path, content);
        using var one = new Service(folder);
        Assert.Equal(["good"], (await one.ListAsync()).Select(dataset => dataset.Name));
        Assert.Contains(says, Assert.Single(one.Errors), StringComparison.Ordinal);
    }

    private static string Shown(StoredDataset dataset) => $"{dataset.Name} {string.Join(" ", dataset.Versions.Select(version => version.Version))}";

    private void Write(string name, string value)
    {
        var path = Directory.CreateDirectory(Path.Combine(folder, name)).FullName;
        File.WriteAllText(Path.Combine(path, "t.csv"), $"a,label\n{value},x\n2,y\n");
        File.WriteAllText(Path.Combine(path, "dataset.json"), $$"""
            {"name":"{{name}}","description":"d","licence":"l","target":"class","format":"csv","input_shape":[1],"training":{"features":"t.csv"},"test":{"features":"t.csv"} }
            """);
    }

    private List<(string, DateTime)> Written() =>
        [.. Directory.GetFiles(Path.Combine(service.Root, "versions"), "*", SearchOption.AllDirectories).Where(path => !path.EndsWith(".lock", StringComparison.Ordinal))
            .Order().Select(path => (path, File.GetLastWriteTimeUtc(path)))];
}
