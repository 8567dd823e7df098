using System.Diagnostics;
using System.Globalization;
using TrainingService.Contracts.Datasets;
using TrainingService.Datasets.Importing;

namespace TrainingService.Datasets.Tests.Fuzz;

/// <summary>Runs alone: it watches the clock and the memory of the whole process.</summary>
[CollectionDefinition("fuzz", DisableParallelization = true)]
public sealed class FuzzCollection;

/// <summary>
/// Damages valid files of every format in ways drawn from fixed seeds and imports them. Whatever comes, it comes soon, in bounded memory, and is a
/// version or a
/// problem that names the file. TRAINING_SOAK=20 runs twenty times as many (`./test.sh --soak`).
/// </summary>
[Collection("fuzz")]
public sealed class FuzzTests
{
    private const int Cases = 10_000;
    private const long MostAllocated = 256 << 20;
    private static readonly TimeSpan MostTime = TimeSpan.FromSeconds(20);

    private static readonly ImportLimits Limits = new()
    {
        TotalBytes = 16 << 20, Rows = 100_000, Columns = 1000, UnpackedBytes = 8 << 20, ValueBytes = 1 << 20, ImagePixels = 1 << 18, ImageSide = 4096,
        DecodedBytes = 8 << 20, RowBytes = 1 << 20, CellBytes = 1 << 18, DocumentBytes = 1 << 20,
    };

    public static TheoryData<string> Seeds => [.. FuzzSeeds.All.Keys.Order(StringComparer.Ordinal)];

    private static int Multiplier => int.TryParse(Environment.GetEnvironmentVariable("TRAINING_SOAK"), CultureInfo.InvariantCulture, out var times)
        ? Math.Max(1, times) : 1;

    private static string TemporaryRoot => Directory.Exists("/dev/shm") ? "/dev/shm" : Path.GetTempPath();

    [Theory]
    [MemberData(nameof(Seeds))]
    public async Task Damaged_files_are_imported_or_refused_by_name_soon_and_in_bounded_memory(string seed)
    {
        var root = Directory.CreateDirectory(Path.Combine(TemporaryRoot, $"fuzz-{Environment.ProcessId}-{seed}")).FullName;
        try
        {
            var files = FuzzSeeds.All[seed]();
            Assert.Null(await RunAsync(root, files)); // The seed itself is valid.
            var count = Cases / FuzzSeeds.All.Count * Multiplier;
            var refused = 0;
            for (var number = 0; number < count; number++)
            {
                var random = new Mutator((ulong)number * 1000003 + (ulong)seed.Sum(letter => letter * 31));
                var victim = random.Below(files.Count);
                var damaged = files.Select((file, i) => i == victim ? (file.Name, random.Mutate(file.Content)) : file).ToList();
                if (await CheckAsync(root, damaged, $"{seed} #{number}")) refused++;
            }

            Assert.InRange(refused, 1, count - 1); // Some damage shows and some does not; otherwise nothing was tried.
        }
        finally
        {
            Directory.Delete(root, recursive: true);
        }
    }

    /// <summary>True when the files were refused.</summary>
    private static async Task<bool> CheckAsync(string root, List<(string Name, byte[] Content)> files, string what)
    {
        var watch = Stopwatch.StartNew();
        var before = GC.GetTotalAllocatedBytes();
        DatasetProblem? problem = null;
        try
        {
            problem = await RunAsync(root, files).WaitAsync(MostTime);
            if (problem is not null) Assert.True(problem.File is not null, $"{what}: {problem.Code} names no file: {problem.Detail}");
        }
        catch (Exception exception) when (exception is not Xunit.Sdk.XunitException)
        {
            Assert.Fail($"{what}: {exception}");
        }

        var allocated = GC.GetTotalAllocatedBytes() - before;
        Assert.True(allocated < MostAllocated, $"{what}: {allocated:n0} bytes allocated");
        Assert.True(watch.Elapsed < MostTime, $"{what}: took {watch.Elapsed}");
        return problem is not null;
    }

    private static async Task<DatasetProblem?> RunAsync(string root, List<(string Name, byte[] Content)> files)
    {
        var folder = Path.Combine(root, "version");
        var sources = new List<ImportFile>();
        foreach (var (name, content) in files)
        {
            var path = Path.Combine(root, "files", name);
            Directory.CreateDirectory(Path.GetDirectoryName(path)!);
            await File.WriteAllBytesAsync(path, content);
            sources.Add(new ImportFile(path, name));
        }

        try
        {
            await new DatasetImporter(TimeProvider.System).ImportAsync(new ImportSource(sources, new ImportOptions(), Limits), folder);
            return null;
        }
        catch (DatasetProblemException exception)
        {
            return exception.Problems[0];
        }
        finally
        {
            if (Directory.Exists(folder)) Directory.Delete(folder, recursive: true);
        }
    }
}
