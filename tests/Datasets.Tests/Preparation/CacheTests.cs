using TrainingService.Compute.Data;
using TrainingService.Contracts.Specs.Datasets;

namespace TrainingService.Datasets.Tests.Preparation;

public sealed class CacheTests : IDisposable
{
    private static readonly DatasetSpec Spec = new() { Name = "t", Target = ColumnNames.Of("y"), Validation = new ValidationSpec { Fraction = 0.5 } };
    private readonly Workplace workplace = new();

    public void Dispose() => workplace.Dispose();

    [Fact]
    public async Task What_was_prepared_is_found_again_and_other_seeds_are_prepared_by_themselves()
    {
        await ImportAsync();
        var first = await workplace.PrepareAsync(Spec, seed: 1);
        Assert.Same(first, await workplace.PrepareAsync(Spec, seed: 1));
        await workplace.PrepareAsync(Spec, seed: 2);
        Assert.Equal(2, Folders().Length);
        using var again = new Workplace(root: Copy());
        var found = await again.PrepareAsync(Spec, seed: 1);
        Assert.Equal(Workplace.Bits(first.Dataset.Training, 0), Workplace.Bits(found.Dataset.Training, 0));
    }

    [Fact]
    public async Task What_a_run_still_reads_is_shared_with_the_next_run_and_not_mapped_once_more()
    {
        await ImportAsync();
        var read = await DatasetAloneAsync();
        for (var round = 0; round < 3; round++)
        {
            // Lets the threads that brought the data go home: their stacks still name what was around it.
            await Task.Delay(20);
            GC.Collect();
            GC.WaitForPendingFinalizers();
        }

        Assert.Same(read, await DatasetAloneAsync());

        // As a run does: it keeps the dataset and nothing around it.
        async Task<Dataset> DatasetAloneAsync() => (await workplace.Preparation.PrepareAsync(Spec, seed: 1)).Dataset;
    }

    [Theory]
    [InlineData("flip")]
    [InlineData("cut")]
    [InlineData("delete")]
    [InlineData("manifest")]
    public async Task Damaged_data_is_prepared_again(string damage)
    {
        await ImportAsync();
        var good = Workplace.Bits((await workplace.PrepareAsync(Spec)).Dataset.Training, 0);
        var root = Copy();
        var file = Directory.GetFiles(Path.Combine(root, "prepared"), damage == "manifest" ? "prepared.json" : "*.00.values", SearchOption.AllDirectories).Single();
        var bytes = await File.ReadAllBytesAsync(file);
        if (damage == "delete") File.Delete(file);
        else if (damage == "flip") bytes[5] ^= 1;
        else bytes = bytes[..^3];
        if (damage != "delete") await File.WriteAllBytesAsync(file, bytes);
        using var again = new Workplace(root: root);
        Assert.Equal(good, Workplace.Bits((await again.PrepareAsync(Spec)).Dataset.Training, 0));
    }

    [Fact]
    public async Task Several_processes_at_once_prepare_once_and_get_the_same()
    {
        await ImportAsync();
        Workplace[] others = [.. Enumerable.Range(0, 6).Select(_ => new Workplace(root: workplace.Root))];
        var all = await Task.WhenAll(others.Select(other => other.Preparation.PrepareAsync(Spec, 0)));
        Assert.Single(all.Select(data => Workplace.Bits(data.Dataset.Training, 0)).Distinct());
        Assert.Single(Folders());
        Assert.DoesNotContain(Directory.GetDirectories(workplace.PreparedFolder), folder => Path.GetFileName(folder).StartsWith('.'));
    }

    [Fact]
    public async Task The_least_lately_used_go_when_there_is_too_much_and_data_in_use_stays_readable()
    {
        var small = new Workplace(cacheBytes: 1, root: workplace.Root);
        await ImportAsync();
        var first = await small.PrepareAsync(Spec, seed: 1);
        var bits = Workplace.Bits(first.Dataset.Training, 0);
        await small.PrepareAsync(Spec, seed: 2);
        Assert.Single(Folders());
        Assert.Equal(bits, Workplace.Bits(first.Dataset.Training, 0));
    }

    [Fact]
    public async Task A_failed_preparation_leaves_nothing()
    {
        await workplace.ImportAsync("t", null, ("t.csv", "x,y\n1.5,2.5\n-7.5,3.5\n"));
        var spec = Spec with { Validation = null, Preprocessing = [new Contracts.Specs.Datasets.Preprocessing.LogStep { Columns = ["x"] }] };
        await Assert.ThrowsAsync<DatasetSpecException>(() => workplace.Preparation.PrepareAsync(spec, 0));
        Assert.Empty(Directory.GetDirectories(workplace.PreparedFolder));
    }

    private async Task ImportAsync() => await workplace.ImportAsync(
        "t", null, ("t.csv", "x,y\n" + string.Concat(Enumerable.Range(0, 100).Select(i => $"{i}.5,{i * i % 17}.25\n"))));

    private string[] Folders() => Directory.GetFiles(workplace.PreparedFolder, "prepared.json", SearchOption.AllDirectories);

    private string Copy()
    {
        var copy = Directory.CreateTempSubdirectory("prepare-copy-").FullName;
        foreach (var file in Directory.GetFiles(workplace.Root, "*", SearchOption.AllDirectories))
        {
            var to = Path.Combine(copy, Path.GetRelativePath(workplace.Root, file));
            Directory.CreateDirectory(Path.GetDirectoryName(to)!);
            File.Copy(file, to);
        }

        return copy;
    }
}
