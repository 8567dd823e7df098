using System.IO.MemoryMappedFiles;
using TrainingService.Datasets.Versions;

namespace TrainingService.Datasets.Tests.Versions;

public sealed class VersionStoreTests : IDisposable
{
    private static readonly string Hash = new('a', 64);
    private static readonly string Other = new('b', 64);
    private readonly TempFolder data = new();
    private readonly VersionStore store;
    private readonly VersionCatalog catalog;

    public VersionStoreTests() => (store, catalog) = Open();

    [Fact]
    public void A_published_version_is_found_by_name_by_hash_and_by_the_beginning_of_its_hash()
    {
        var (version, isNew) = store.Publish("sales", Hash, data.Staged(), [new SourceFile("sales.csv", 3)]);
        Assert.True(isNew);
        Assert.Equal("abc", File.ReadAllText(Path.Combine(version.Folder, "column.bin")));
        Assert.Equal(Hash, catalog.Find("sales", null)?.Version);
        Assert.Equal(Hash, catalog.Find("sales", "aaaa")?.Version);
        Assert.Null(catalog.Find("sales", "b"));
        Assert.Null(catalog.Find("sale"));
        Assert.Equal([new SourceFile("sales.csv", 3)], catalog.Find("sales", Hash)!.Files);
    }

    [Fact]
    public void The_same_content_again_is_the_same_version_without_a_second_copy()
    {
        var first = store.Publish("sales", Hash, data.Staged(), []).Version;
        var bytes = data.Bytes;
        var (again, isNew) = store.Publish("sales", Hash, data.Staged(), []);
        Assert.False(isNew);
        Assert.Equal(first.CreatedAt, again.CreatedAt);
        Assert.Equal(bytes, data.Bytes);
    }

    [Fact]
    public void What_another_process_publishes_and_describes_is_seen_by_the_next_look()
    {
        var (elsewhere, _) = Open();
        Assert.Empty(catalog.List());
        elsewhere.Publish("sales", Hash, data.Staged(), []);
        Assert.Single(catalog.List());
        elsewhere.Publish("sales", Other, data.Staged(), []);
        Assert.Equal(2, catalog.Find("sales")!.Versions.Count);
        elsewhere.Describe("sales", "What was sold", null);
        Assert.Equal("What was sold", catalog.Find("sales")!.Description);
    }

    [Fact]
    public void The_newest_version_is_the_first()
    {
        store.Publish("sales", Hash, data.Staged(), []);
        store.Publish("sales", Other, data.Staged(), []);
        Assert.Equal([Other, Hash], catalog.Find("sales")!.Versions.Select(version => version.Version));
        Assert.Equal(Other, catalog.Find("sales", null)!.Version);
    }

    [Fact]
    public async Task Deletion_frees_the_disk_and_a_version_in_use_stays()
    {
        var version = store.Publish("sales", Hash, data.Staged(), []).Version;
        Assert.False(await store.DeleteAsync(version, _ => Task.FromResult(true), default));
        Assert.NotNull(catalog.Find("sales", Hash));
        Assert.True(await store.DeleteAsync(version, _ => Task.FromResult(false), default));
        Assert.Null(catalog.Find("sales"));
        Assert.Equal(0, data.Bytes);
    }

    [Fact]
    public async Task A_version_that_is_mapped_in_memory_can_be_deleted_and_is_read_to_its_end()
    {
        var version = store.Publish("sales", Hash, data.Staged("mapped"), []).Version;
        using var mapped = MemoryMappedFile.CreateFromFile(Path.Combine(version.Folder, "column.bin"), FileMode.Open);
        using var view = mapped.CreateViewAccessor(0, 6);
        Assert.True(await store.DeleteAsync(version, _ => Task.FromResult(false), default));
        Assert.Equal((byte)'d', view.ReadByte(5));
        Assert.Equal(0, data.Bytes);
    }

    [Fact]
    public async Task Deletion_waits_for_who_is_about_to_use_the_dataset_and_then_asks_anew()
    {
        var version = store.Publish("sales", Hash, data.Staged(), []).Version;
        var isUsed = false;
        var held = await store.HoldAsync("sales", default);
        var deletion = store.DeleteAsync(version, _ => Task.FromResult(isUsed), default);
        await Task.Delay(100);
        Assert.False(deletion.IsCompleted);
        isUsed = true;
        held!.Dispose();
        Assert.False(await deletion);
        Assert.NotNull(catalog.Find("sales", Hash));
    }

    [Fact]
    public void What_a_killed_deletion_left_goes_at_the_next_start()
    {
        Directory.CreateDirectory(Path.Combine(store.Root, $"{VersionStore.Deleted}sales-{Hash}-x"));
        store.Clean();
        Assert.Empty(Directory.EnumerateDirectories(store.Root));
    }

    [Theory]
    [InlineData("..")]
    [InlineData("a/b")]
    [InlineData("")]
    [InlineData("A")]
    [InlineData("-a")]
    [InlineData("a\n")]
    [InlineData("con.txt")]
    public void A_name_that_is_no_name_reaches_no_folder(string name)
    {
        Assert.False(DatasetName.IsValid(name));
        Assert.Throws<ArgumentException>(() => store.Folder(name));
        Assert.Null(catalog.Find(name));
    }

    [Theory]
    [InlineData("Sales 2024.csv", "sales-2024")]
    [InlineData("a/b/iris_train.csv.gz", "iris_train")]
    [InlineData("….csv", null)]
    public void A_file_suggests_a_name(string file, string? name) => Assert.Equal(name, DatasetName.From(file));

    public void Dispose() => data.Dispose();

    private (VersionStore Store, VersionCatalog Catalog) Open()
    {
        var opened = new VersionStore(new UploadOptions { DataFolder = data.Path }, TimeProvider.System);
        return (opened, new VersionCatalog(opened, TimeProvider.System));
    }
}
