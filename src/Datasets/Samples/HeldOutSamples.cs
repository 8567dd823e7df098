using System.Text.Json;
using TrainingService.Contracts.Datasets;
using TrainingService.Contracts.Json;
using TrainingService.Contracts.Predictions;
using TrainingService.Contracts.Specs.Datasets;
using TrainingService.Contracts.Validation;
using TrainingService.Datasets.Analysis;
using TrainingService.Datasets.Bundled;
using TrainingService.Datasets.Columns;
using TrainingService.Datasets.Predictions;
using TrainingService.Datasets.Preprocessing.Fitted;
using TrainingService.Datasets.Preprocessing.Planning;
using TrainingService.Datasets.Versions;

namespace TrainingService.Datasets.Samples;

/// <summary>Draws the split again as training did, and asks the model about rows of it.</summary>
internal sealed class HeldOutSamples(IVersionCatalog catalog, IBundledDatasets bundled) : IHeldOutSamples
{
    private const int MostLookedAt = 1000;

    /// <summary>Texts are written token by token, which takes a thousand times as long.</summary>
    internal const int MostWritten = 64;
    private const int Batch = 64;
    private const int MostNumbers = 4096;

    public async Task<DrawnSamples?> TakeAsync(ModelPredictor model, DatasetSpec spec, long seed, SampleQuery query, CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(model);
        ArgumentNullException.ThrowIfNull(spec);
        ArgumentNullException.ThrowIfNull(query);
        if (spec.NextToken is not null && model.Stream is null) throw new NotSupportedException("The model foretells more than the next tokens of a running text.");
        await bundled.ReadyAsync(cancellation).ConfigureAwait(false);
        var found = catalog.Find(spec.Name, spec.Version) ?? throw DatasetNotFoundException.For(spec.Name, spec.Version ?? "");
        return await Task.Run(() => Take(model, spec, (ulong)seed, found, query, cancellation), cancellation).ConfigureAwait(false);
    }

    private static DrawnSamples? Take(ModelPredictor model, DatasetSpec spec, ulong seed, DatasetVersion found, SampleQuery query, CancellationToken cancellation)
    {
        var header = HeaderFile.Read(found.Folder);
        var errors = new List<SpecError>();
        var plan = DataPlanner.Plan(spec, header, errors) ?? throw new DatasetSpecException(errors);
        using var version = StoredVersion.Open(found.Folder, header);
        if (spec.NextToken is not null) return TextSamples.Take(model, plan, version, seed, query, cancellation);
        var held = HeldOutRows.Of(plan, version, seed, query.Part);
        var total = held.Places.Count;
        if (total == 0) return null;

        var lookedAt = Math.Min(total, query.Order == SampleOrder.Worst ? Math.Max(query.Count, model.Writes ? MostWritten : MostLookedAt) : query.Count);
        var drawn = new List<RunSample>(lookedAt);
        foreach (var samples in HeldOutRows.Spread(total, lookedAt).Chunk(Batch))
        {
            cancellation.ThrowIfCancellationRequested();
            drawn.AddRange(Ask(model, held, version, samples));
        }

        var measured = Misses.Measure(drawn);
        var canRank = query.Order == SampleOrder.Worst && measured.Any(sample => sample.Miss is not null);
        var items = canRank
            ? measured.OrderByDescending(sample => sample.Miss ?? double.NegativeInfinity).Take(query.Count)
            : HeldOutRows.Spread(measured.Count, query.Count).Select(i => measured[i]);
        return new DrawnSamples(
            total, lookedAt, canRank ? SampleOrder.Worst : SampleOrder.Spread,
            [.. model.Fitted.Inputs.OfType<FittedImage>().Select(field => field.Column).Distinct()], [.. items]);
    }

    private static IEnumerable<RunSample> Ask(ModelPredictor model, HeldOutRows held, StoredVersion version, int[] samples)
    {
        var rows = new PickedRows(version, held.Inputs(samples));
        var said = model.Predict(model.Fitted.Apply(rows, samples.Length, held.Read));
        return samples.Select((sample, i) =>
        {
            var own = rows.Slice(i * held.Read, held.Read);
            var (part, row) = own.Place(held.Read - 1);
            return new RunSample
            {
                Part = part.Name,
                Row = row,
                Inputs = Inputs(model, own),
                Frame = Frame(model, own),
                Truth = Truth.Of(model, new PickedRows(version, held.Truth(sample))),
                Prediction = said[i],
            };
        });
    }

    /// <summary>Where boxes lie, if there are any.</summary>
    private static ImageFrame? Frame(ModelPredictor model, PickedRows rows)
    {
        if (model.Outputs.Select(output => output.Target).OfType<FittedBoxes>().FirstOrDefault() is not { } boxes) return null;
        var image = rows.ReadImage(boxes.Image, 0);
        var (width, height, shown) = boxes.Seen(image.Height, image.Width);
        return new ImageFrame(boxes.Image, width, height, new BoxPrediction(shown.X, shown.Y, shown.Width, shown.Height));
    }

    private static Dictionary<string, JsonElement> Inputs(ModelPredictor model, PickedRows rows)
    {
        var inputs = new Dictionary<string, JsonElement>();
        foreach (var column in model.Fitted.Inputs.Where(field => field is not FittedText { Use: TextUse.Decoder }).SelectMany(field => field.SourceColumns))
        {
            JsonElement[] cells = [.. Enumerable.Range(0, rows.Rows).Select(i => Cell(rows, i, column))];
            inputs[column] = cells.Length == 1 ? cells[0] : JsonSerializer.SerializeToElement(cells, ContractsJson.Options);
        }

        return inputs;
    }

    private static JsonElement Cell(PickedRows rows, int i, string column)
    {
        var (part, row) = rows.Place(i);
        var stored = part.Column(column);
        if (stored.Info is not { Type: ColumnType.Tensor, Shape: { } shape } || shape.Aggregate(1L, (product, size) => product * size) > MostNumbers)
            return PreviewReader.Cell(stored, row);

        // A small tensor is often a picture: all of it can be looked at.
        var numbers = new float[shape.Aggregate(1, (product, size) => product * size)];
        rows.ReadTensor(column, i, numbers);
        return JsonSerializer.SerializeToElement(OutputReader.Nest(numbers, shape), ContractsJson.Options);
    }
}
