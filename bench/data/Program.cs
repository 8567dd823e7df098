using System.Diagnostics;
using System.Globalization;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using TrainingService.Compute.Data;
using TrainingService.Compute.Specs;
using TrainingService.Compute.Training;
using TrainingService.Contracts.Specs;
using TrainingService.Contracts.Specs.Datasets;
using TrainingService.Contracts.Specs.Layers;
using TrainingService.Contracts.Specs.Losses;
using TrainingService.Contracts.Validation;
using TrainingService.Datasets;
using TrainingService.Datasets.Importing;
using TrainingService.Datasets.Preparation;
using TrainingService.Datasets.Versions;

namespace TrainingService.DataBench;

/// <summary>
/// Measures the way from files to the engine. <c>large-csv [--rows N] [--folder F]</c>: writes a CSV of 20 columns, imports it, prepares it and trains an epoch,
/// with seconds and memory of each stage. <c>epoch [--rows N]</c>: epochs over the same prepared images mapped from disk and held in memory.
/// </summary>
internal static class Program
{
    private const int Columns = 20;

    private static async Task<int> Main(string[] arguments)
    {
        var folder = Text(arguments, "--folder") ?? Directory.CreateTempSubdirectory("data-bench-").FullName;
        switch (arguments.FirstOrDefault())
        {
            case "large-csv": await LargeCsvAsync(folder, (int)Number(arguments, "--rows", 10_000_000)); break;
            case "epoch": await EpochAsync(folder, (int)Number(arguments, "--rows", 60_000)); break;
            default:
                Console.Error.WriteLine("usage: TrainingService.DataBench large-csv|epoch [--rows N] [--folder F]");
                return 2;
        }

        if (Text(arguments, "--folder") is null) Directory.Delete(folder, recursive: true);
        return 0;
    }

    private static async Task LargeCsvAsync(string folder, int rows)
    {
        var source = Directory.CreateDirectory(Path.Combine(folder, "source")).FullName;
        var file = Path.Combine(source, "large.csv");
        var stage = Stopwatch.StartNew();
        if (!File.Exists(file)) WriteCsv(file, rows);
        Report("write", stage, $"{new FileInfo(file).Length / 1e6:F0} MB");
        using var services = Services(folder);
        await ImportAsync(services, folder, "large", source);
        Report("import", stage);
        var preparation = services.GetRequiredService<IDatasetPreparation>();
        var spec = new DatasetSpec { Name = "large", Target = ColumnNames.Of("y"), Validation = new ValidationSpec { Fraction = 0.05 } };
        var data = (await preparation.PrepareAsync(spec, 0)).Dataset;
        Report("prepare", stage, $"{data.Training.Fields.Sum(field => field.Bytes) / 1e6:F0} MB mapped");
        Train(data, new MeanSquaredErrorLoss(), [new DenseLayer { Units = 16, Activation = Activation.Relu }, new DenseLayer { Units = 1 }], epochs: 1, batch: 4096);
        Report("train", stage, "1 epoch");
    }

    private static async Task EpochAsync(string folder, int rows)
    {
        var source = Directory.CreateDirectory(Path.Combine(folder, "source")).FullName;
        WriteImages(source, rows);
        using var services = Services(folder);
        await ImportAsync(services, folder, "images", source);
        var mapped = (await services.GetRequiredService<IDatasetPreparation>().PrepareAsync(new DatasetSpec { Name = "images" }, 0)).Dataset;
        var inMemory = mapped with { Training = Copy(mapped), Test = Copy(mapped) };
        LayerSpec[] layers = [new FlattenLayer(), new DenseLayer { Units = 64, Activation = Activation.Relu }, new DenseLayer { Units = 10 }];
        foreach (var round in Enumerable.Range(1, 5))
        {
            var (disk, memory) = (Train(mapped, new CrossEntropyLoss(), layers, 1, 128), Train(inMemory, new CrossEntropyLoss(), layers, 1, 128));
            Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"round {round}: mapped {rows / disk:F0} rows/s, in memory {rows / memory:F0} rows/s, ratio {memory / disk:F3}"));
        }
    }

    private static unsafe DataPart Copy(Dataset data)
    {
        var fields = data.Training.Fields.Zip(data.Description.Schema.Fields, (field, schema) => schema.Kind == FieldKind.Bytes
            ? (FieldData)new ArrayField<byte>(new ReadOnlySpan<byte>(field.Values, (int)field.Bytes).ToArray())
            : new ArrayField<int>(new ReadOnlySpan<int>(field.Values, (int)(field.Bytes / sizeof(int))).ToArray()));
        return new DataPart(data.Training.Rows, [.. fields]);
    }

    /// <summary>Seconds of training.</summary>
    private static double Train(Dataset data, LossSpec loss, IReadOnlyList<LayerSpec> layers, int epochs, int batch)
    {
        var spec = new RunSpec
        {
            Dataset = new DatasetSpec { Name = data.Description.Name },
            Model = new ModelSpec { Layers = layers },
            Loss = loss,
            Training = new TrainingSpec { Epochs = epochs, BatchSize = new BatchSize(batch) },
        };
        var errors = new List<SpecError>();
        var plan = RunPlan.Compile(spec, data.Description, errors) ?? throw new InvalidOperationException(string.Join("\n", errors));
        using var run = new TrainingRun(plan, data);
        var watch = Stopwatch.StartNew();
        while (run.Advance() is { Kind: not AdvanceKind.Finished } advance)
        {
            if (advance.Kind == AdvanceKind.Diverged) throw new InvalidOperationException(advance.Failure!.ToString());
            if (advance.Epoch is { } epoch) Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"  loss {epoch.Metrics["loss"]:F4}"));
        }

        return watch.Elapsed.TotalSeconds;
    }

    private static ServiceProvider Services(string folder)
    {
        var configuration = new ConfigurationBuilder().AddInMemoryCollection(new Dictionary<string, string?> { ["Storage:DataFolder"] = folder }).Build();
        return new ServiceCollection().AddLogging().AddDatasets(configuration).BuildServiceProvider();
    }

    private static async Task ImportAsync(ServiceProvider services, string folder, string name, string source)
    {
        var staged = Path.Combine(folder, "staged-" + name);
        if (Directory.Exists(staged)) Directory.Delete(staged, recursive: true);
        var report = await services.GetRequiredService<IDatasetImporter>().ImportAsync(ImportSource.FromFolder(source), staged);
        services.GetRequiredService<VersionStore>().Publish(name, report.ContentHash, staged, []);
    }

    private static void WriteCsv(string path, int rows)
    {
        using var writer = new StreamWriter(path, append: false, System.Text.Encoding.ASCII, 1 << 20);
        writer.WriteLine(string.Join(',', Enumerable.Range(0, Columns - 1).Select(i => $"x{i}").Append("y")));
        var state = 1UL;
        var line = new char[Columns * 16];
        for (var row = 0; row < rows; row++)
        {
            var (at, sum) = (0, 0.0);
            for (var column = 0; column < Columns; column++)
            {
                // A plain generator: what matters is that there are many different numbers.
                state = state * 6364136223846793005 + 1442695040888963407;
                var value = column == Columns - 1 ? sum : (state >> 40) / 16777.216 - 500;
                sum += value * (column % 3 - 1) * 0.01;
                value.TryFormat(line.AsSpan(at), out var used, "F3", CultureInfo.InvariantCulture);
                at += used;
                line[at++] = column == Columns - 1 ? '\n' : ',';
            }

            writer.Write(line, 0, at);
        }
    }

    private static void WriteImages(string folder, int rows)
    {
        var (pixels, labels) = (new byte[16 + rows * 784], new byte[8 + rows]);
        for (var i = 0; i < pixels.Length; i++) pixels[i] = (byte)(i * 2654435761 >> 24);
        for (var i = 0; i < rows; i++) labels[8 + i] = (byte)(i % 10);
        Header(pixels, 0x803, rows, 28, 28);
        Header(labels, 0x801, rows);
        File.WriteAllBytes(Path.Combine(folder, "train-images-idx3-ubyte"), pixels);
        File.WriteAllBytes(Path.Combine(folder, "train-labels-idx1-ubyte"), labels);
    }

    private static void Header(byte[] file, params int[] numbers)
    {
        for (var i = 0; i < numbers.Length; i++) System.Buffers.Binary.BinaryPrimitives.WriteInt32BigEndian(file.AsSpan(4 * i), numbers[i]);
    }

    private static void Report(string name, Stopwatch stage, string more = "")
    {
        var status = File.ReadAllLines("/proc/self/status");
        string Of(string key) => status.FirstOrDefault(line => line.StartsWith(key, StringComparison.Ordinal))?.Split(':')[1].Trim() ?? "?";
        Console.WriteLine(string.Create(
            CultureInfo.InvariantCulture, $"{name,-8} {stage.Elapsed.TotalSeconds,7:F1} s  peak {Of("VmHWM")}, now private {Of("RssAnon")}, file pages {Of("RssFile")}  {more}"));

        // The next stage's peak is its own: what this one left goes first, and the kernel's mark is set back.
        GC.Collect(2, GCCollectionMode.Aggressive, blocking: true, compacting: true);
        File.WriteAllText("/proc/self/clear_refs", "5");
        stage.Restart();
    }

    private static string? Text(string[] arguments, string name) => Array.IndexOf(arguments, name) is >= 0 and var i ? arguments[i + 1] : null;

    private static double Number(string[] arguments, string name, double otherwise) =>
        Text(arguments, name) is { } text ? double.Parse(text, CultureInfo.InvariantCulture) : otherwise;
}
