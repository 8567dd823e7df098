using System.Text;
using Microsoft.Extensions.Logging.Abstractions;
using TrainingService.Compute.Data;
using TrainingService.Contracts.Datasets;
using TrainingService.Contracts.Specs.Datasets;
using TrainingService.Contracts.Validation;
using TrainingService.Datasets.Bundled;
using TrainingService.Datasets.Importing;
using TrainingService.Datasets.Preparation;
using TrainingService.Datasets.Versions;

namespace TrainingService.Datasets.Tests.Preparation;

/// <summary>A data folder of its own: imports files as a user's are, and prepares them.</summary>
internal sealed class Workplace : IDisposable
{
    private readonly UploadOptions uploads;
    private readonly VersionStore store;

    public Workplace(long? cacheBytes = null, string? root = null)
    {
        Root = root ?? Directory.CreateTempSubdirectory("prepare-").FullName;
        uploads = new UploadOptions { DataFolder = Root };
        store = new VersionStore(uploads, TimeProvider.System);
        var options = new PreparationOptions { Folder = PreparedFolder };
        if (cacheBytes is { } bytes) options = options with { CacheBytes = bytes };
        Preparation = new DatasetPreparation(new VersionCatalog(store, TimeProvider.System), new NothingBundled(), new PreparedCache(options, TimeProvider.System, NullLogger<PreparedCache>.Instance));
    }

    public string Root { get; }

    public string PreparedFolder => Path.Combine(Root, "prepared");

    public IDatasetPreparation Preparation { get; }

    /// <summary>Imports files given as name and content; text is UTF-8.</summary>
    public async Task<DatasetHeader> ImportAsync(string name, ImportOptions? options, params (string File, object Content)[] files)
    {
        var folder = Directory.CreateDirectory(Path.Combine(Root, "in", Path.GetRandomFileName())).FullName;
        foreach (var (file, content) in files)
        {
            var path = Path.Combine(folder, file);
            Directory.CreateDirectory(Path.GetDirectoryName(path)!);
            await File.WriteAllBytesAsync(path, content as byte[] ?? Encoding.UTF8.GetBytes((string)content));
        }

        var staged = Path.Combine(Root, "staged", Path.GetRandomFileName());
        var report = await new DatasetImporter(TimeProvider.System).ImportAsync(ImportSource.FromFolder(folder, options), staged);
        store.Publish(name, report.ContentHash, staged, []);
        return report.Header;
    }

    /// <summary>Describes and prepares, and checks that both say the same.</summary>
    public async Task<PreparedData> PrepareAsync(DatasetSpec spec, long seed = 0)
    {
        var described = await DescribeAsync(spec, seed);
        var prepared = await Preparation.PrepareAsync(described.Spec, seed);
        var (wanted, got) = (described.Description, prepared.Dataset.Description);
        Assert.Equal((wanted.TrainingRows, wanted.ValidationRows, wanted.TestRows), (got.TrainingRows, got.ValidationRows, got.TestRows));
        Assert.Equal(wanted.Schema.Fields.Select(Shown), got.Schema.Fields.Select(Shown));
        return prepared;
    }

    public async Task<DescribedData> DescribeAsync(DatasetSpec spec, long seed = 0)
    {
        var errors = new List<SpecError>();
        var described = await Preparation.DescribeAsync(spec, seed, errors);
        Assert.Empty(errors);
        return described!;
    }

    public async Task<IReadOnlyList<SpecError>> ErrorsAsync(DatasetSpec spec)
    {
        var errors = new List<SpecError>();
        Assert.Null(await Preparation.DescribeAsync(spec, 0, errors));
        return errors;
    }

    /// <summary>A field's values of some rows of a part, scaled as the engine would.</summary>
    public static unsafe float[] Values(PreparedData data, DataPart part, int field, IEnumerable<int> rows)
    {
        var schema = data.Dataset.Description.Schema.Fields[field];
        var (count, values) = (schema.Count, new List<float>());
        var scaling = data.Dataset.Prepared!.Scaling[field] ?? FieldScaling.None;
        foreach (var row in rows)
        {
            for (var i = 0; i < count; i++)
            {
                var at = (long)row * count + i;
                var factor = i % scaling.Scale.Length;
                values.Add(schema.Kind switch
                {
                    FieldKind.Bytes => ((byte*)part.Fields[field].Values)[at] * scaling.Scale[factor] + scaling.Shift[factor],
                    FieldKind.Floats => ((float*)part.Fields[field].Values)[at] * scaling.Scale[factor] + scaling.Shift[factor],
                    _ => ((int*)part.Fields[field].Values)[at],
                });
            }
        }

        return [.. values];
    }

    /// <summary>All rows trained on, in order.</summary>
    public static float[] Training(PreparedData data, int field = 0) => Values(
        data, data.Dataset.Training, field, data.Dataset.Prepared!.Training ?? Enumerable.Range(0, data.Dataset.Training.Rows));

    public static unsafe int[] Lengths(DataPart part, int field) => new ReadOnlySpan<int>(part.Fields[field].Lengths, part.Rows).ToArray();

    public static unsafe string Bits(DataPart part, int field) =>
        Convert.ToHexString(new ReadOnlySpan<byte>(part.Fields[field].Values, (int)part.Fields[field].Bytes));

    public void Dispose() => Directory.Delete(Root, recursive: true);

    private sealed class NothingBundled : IBundledDatasets
    {
        public Task ReadyAsync(CancellationToken cancellation = default) => Task.CompletedTask;
    }

    private static string Shown(FieldSchema field) => $"{field.Name} {field.Kind} [{string.Join(",", field.Shape)}] {field.Classes} {field.HasLengths}";
}
