using System.Collections.Concurrent;
using System.Runtime.CompilerServices;
using System.Security.Cryptography;
using System.Text.Json;
using TrainingService.Compute.Data;
using TrainingService.Contracts.Datasets;
using TrainingService.Contracts.Json;
using TrainingService.Contracts.Reading.Names;
using TrainingService.Contracts.Specs.Datasets;
using TrainingService.Contracts.Validation;
using TrainingService.Datasets.Bundled;
using TrainingService.Datasets.Columns;
using TrainingService.Datasets.Preprocessing;
using TrainingService.Datasets.Preprocessing.Fitting;
using TrainingService.Datasets.Preprocessing.Planning;
using TrainingService.Datasets.Preprocessing.Rows;
using TrainingService.Datasets.Splits;
using TrainingService.Datasets.Versions;

namespace TrainingService.Datasets.Preparation;

/// <summary>Plans, describes and prepares; what is at hand is shared and found again by a hash of all that it depends on.</summary>
internal sealed class DatasetPreparation(IVersionCatalog catalog, IBundledDatasets bundled, PreparedCache cache) : IDatasetPreparation
{
    private const int MostDescriptions = 256;

    /// <summary>Rows from which a description learns numbers; shapes, categories and vocabularies come from all rows.</summary>
    private const int MostLearningRows = 100_000;
    private readonly ConcurrentDictionary<string, DescribedData> described = new(StringComparer.Ordinal);
    private readonly ConcurrentDictionary<string, WeakReference<PreparedData>> alive = new(StringComparer.Ordinal);

    /// <summary>A run keeps the dataset alone. What belongs to it must be found as long as that, or the next run would map the same files once more.</summary>
    private readonly ConditionalWeakTable<Dataset, PreparedData> owners = [];

    public async Task<DescribedData?> DescribeAsync(DatasetSpec spec, long seed, ICollection<SpecError> errors, CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(spec);
        ArgumentNullException.ThrowIfNull(errors);
        await bundled.ReadyAsync(cancellation).ConfigureAwait(false);
        if (catalog.Find(spec.Name, spec.Version) is not { } found)
        {
            errors.Add(NotFound(spec));
            return null;
        }

        return await Task.Run(() => Describe(spec, seed, found, errors), cancellation).ConfigureAwait(false);
    }

    public async Task<PreparedData> PrepareAsync(DatasetSpec spec, long seed, CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(spec);
        await bundled.ReadyAsync(cancellation).ConfigureAwait(false);
        var found = catalog.Find(spec.Name, spec.Version) ?? throw DatasetNotFoundException.For(spec.Name, spec.Version ?? "");
        var header = HeaderFile.Read(found.Folder);
        var errors = new List<SpecError>();
        var plan = DataPlanner.Plan(spec, header, errors) ?? throw new DatasetSpecException(errors);
        var key = Key(plan, seed);
        if (alive.TryGetValue(key, out var reference) && reference.TryGetTarget(out var shared)) return shared;

        // Who described the data a moment ago has learned all there is, unless it was too much for a description.
        var known = described.TryGetValue(key, out var earlier) && earlier.IsWhole ? earlier.Fitted : null;
        var data = await Task.Run(() => cache.GetAsync(key, plan, found.Folder, header, (ulong)seed, known, cancellation), cancellation).ConfigureAwait(false);
        owners.Add(data.Dataset, data);
        alive[key] = new WeakReference<PreparedData>(data);
        foreach (var gone in alive.Where(pair => !pair.Value.TryGetTarget(out _)).ToArray()) alive.TryRemove(gone);
        return data;
    }

    /// <summary>A hash of all that prepared data depends on. The seed counts only when rows are drawn by it.</summary>
    internal static string Key(DataPlan plan, long seed)
    {
        ValidationSpec?[] rules = [plan.Spec.Validation, plan.Spec.Test];
        var isDrawn = rules.Any(rule => rule is { Part: null, By: not SplitBy.Time });
        var content = new { Layout = PreparedManifest.CurrentLayout, Spec = plan.Spec with { Augmentation = [] }, Seed = isDrawn ? seed : 0 };
        return Convert.ToHexStringLower(SHA256.HashData(JsonSerializer.SerializeToUtf8Bytes(content, ContractsJson.Options)));
    }

    private DescribedData? Describe(DatasetSpec spec, long seed, DatasetVersion found, ICollection<SpecError> errors)
    {
        var header = HeaderFile.Read(found.Folder);
        var plan = DataPlanner.Plan(spec, header, errors);
        if (plan is null) return null;
        var key = Key(plan, seed);
        if (described.TryGetValue(key, out var known)) return known with { Spec = plan.Spec };
        try
        {
            using var version = StoredVersion.Open(found.Folder, header);
            var result = Describe(plan, header, version, (ulong)seed);
            if (described.Count >= MostDescriptions) described.Clear();
            return described[key] = result;
        }
        catch (DatasetSpecException exception)
        {
            foreach (var error in exception.Errors) errors.Add(error);
            return null;
        }
    }

    private static DescribedData Describe(DataPlan plan, DatasetHeader header, StoredVersion version, ulong seed)
    {
        var split = SplitSource.Draw(plan, version, seed);
        var rows = new TrainingRows(version, split.Training);
        var fitted = new FieldFitter(plan, header, rows, rows.Some(MostLearningRows)).Fit();
        var look = plan.Spec.Windows is not null ? WindowWriter.Look(plan, version, fitted, split)
            : plan.Spec.NextToken is not null ? TextStreamWriter.Look(plan, version, fitted, split)
            : new PreparedLook(split.Training.Length, split.Validation.Length, split.Test.Length, FirstRow(version, fitted, split));
        var description = new DataDescription(
            plan.Spec.Name, header.Version, fitted.Schema, look.Training, look.Test, fitted.Targets.Count > 0 ? fitted.Targets[0].Schema.ClassNames : null)
        {
            ValidationRows = look.Validation,
        };
        return new DescribedData(description, plan.Spec, fitted, look.Sample) { IsWhole = rows.Count <= MostLearningRows };
    }

    private static IReadOnlyList<SampleField> FirstRow(StoredVersion version, FittedPreprocessing fitted, RowSplit split)
    {
        var (part, range) = SplitSource.Ranges(version).First(pair => split.Training[0] >= pair.Value.First && split.Training[0] < pair.Value.End);
        return SampleRow.Of(fitted, new StoredRows(version.Part(part)), split.Training[0] - range.First);
    }

    private SpecError NotFound(DatasetSpec spec)
    {
        var known = catalog.List();
        if (known.FirstOrDefault(dataset => dataset.Name == spec.Name) is { } other)
        {
            return new SpecError(
                "#/dataset/version", "not_found", $"The dataset \"{spec.Name}\" has no version that begins with \"{spec.Version}\".",
                $"a version such as {other.Versions[0].Version[..12]}, or none for the newest");
        }

        string[] names = [.. known.Select(dataset => dataset.Name)];
        return new SpecError(
            "#/dataset/name", "not_found", $"There is no dataset \"{spec.Name}\".", $"one of {string.Join(", ", names)}", Suggest.Nearest(spec.Name, names));
    }
}
