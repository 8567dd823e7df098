using System.Text.Json;
using TrainingService.Compute.Data;
using TrainingService.Compute.Inference;
using TrainingService.Compute.Training;
using TrainingService.Contracts.Predictions;
using TrainingService.Contracts.Specs;
using TrainingService.Datasets.Preprocessing;
using TrainingService.Datasets.Preprocessing.Fitted;

namespace TrainingService.Datasets.Predictions;

/// <summary>A trained model that is asked with rows as they were in the dataset. Calls wait for each other.</summary>
public sealed class ModelPredictor : IDisposable
{
    private readonly Lock gate = new();
    private readonly FittedPreprocessing fitted;
    private readonly Predictor predictor;
    private readonly OutputReader[] outputs;
    private readonly SequenceWriter? writer;
    private readonly RunningText? text;

    private ModelPredictor(TrainedModel model, FittedPreprocessing fitted, ComputeOptions? options)
    {
        this.fitted = fitted;
        var specs = model.Spec.Outputs ?? [new OutputSpec { Loss = model.Spec.Loss! }];
        FittedField[] targets = [.. specs.Select(spec => TargetOf(spec, model.Schema, fitted))];
        predictor = new Predictor(model, [.. fitted.Inputs.Select(field => field.Scaling)], options, SequenceWriter.DecoderOf(targets, fitted));
        outputs = [.. specs.Select((spec, i) => new OutputReader(spec.Name ?? spec.Layer ?? "output", spec, targets[i], predictor.OutputShapes[i]))];
        writer = SequenceWriter.For(targets, fitted, predictor);
        if (writer?.Continuation is { } continuation) text = new RunningText((FittedStream)targets[0], outputs[0].Meaning, predictor, continuation);
    }

    /// <summary>How its data was prepared.</summary>
    internal FittedPreprocessing Fitted => fitted;

    /// <summary>What it says, output by output.</summary>
    internal IReadOnlyList<OutputReader> Outputs => outputs;

    /// <summary>Whether it writes texts, token by token.</summary>
    internal bool Writes => writer is not null;

    /// <summary>The running text that it goes on with; null when it is no language model.</summary>
    internal FittedStream? Stream => text?.Stream;

    /// <summary>Reads a model file.</summary>
    /// <exception cref="InvalidDataException">It is damaged, or does not say how its data was prepared.</exception>
    public static ModelPredictor Load(Stream source, ComputeOptions? options = null)
    {
        var model = TrainedModel.Read(source);
        if (!model.Metadata.TryGetValue(FittedPreprocessing.MetadataKey, out var json))
            throw new InvalidDataException("The model's file does not say how its data was prepared; it was trained by an earlier version. Train it again.");
        try
        {
            return new ModelPredictor(model, FittedPreprocessing.FromJson(json), options);
        }
        catch (JsonException exception)
        {
            throw new InvalidDataException("The preprocessing in the model's file can't be read by this version. Train it again.", exception);
        }
    }

    /// <summary>What the model says of rows.</summary>
    /// <param name="rows">Objects with the columns' names.</param>
    /// <param name="generation">How texts are written, by models that do; null for the default.</param>
    /// <exception cref="DatasetSpecException">Rows can't be read; each error points into `rows`.</exception>
    public IReadOnlyList<Prediction> Predict(IReadOnlyList<JsonElement> rows, GenerationOptions? generation = null)
    {
        ArgumentNullException.ThrowIfNull(rows);
        return Predict(fitted.Apply(rows), rows, generation);
    }

    /// <summary>What the model says of prepared rows; not for language models, which go on with a text.</summary>
    internal IReadOnlyList<Prediction> Predict(DataPart part) => Predict(part, [], null);

    /// <summary>Of a language model: how well it foretells the last tokens of windows (see <see cref="RunningText"/>).</summary>
    internal IReadOnlyList<TokenScore> Score(IReadOnlyList<int[]> windows, int given)
    {
        lock (gate) return text!.Score(windows, given);
    }

    /// <summary>Of a language model: what it writes in their place.</summary>
    internal IReadOnlyList<string> Write(IReadOnlyList<int[]> windows, int given)
    {
        lock (gate) return text!.Write(windows, given);
    }

    private IReadOnlyList<Prediction> Predict(DataPart part, IReadOnlyList<JsonElement> rows, GenerationOptions? generation)
    {
        IReadOnlyList<float[]> results;
        lock (gate)
        {
            if (writer is not null) return writer.Write(part, rows, generation ?? new GenerationOptions());
            results = predictor.Predict(part);
        }

        var predictions = new Prediction[part.Rows];
        for (var row = 0; row < predictions.Length; row++) predictions[row] = Read(results, row);
        return predictions;
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        lock (gate) predictor.Dispose();
    }

    private Prediction Read(IReadOnlyList<float[]> results, int row)
    {
        Prediction Of(int output) => outputs[output].Read(results[output].AsSpan(row * outputs[output].Count, outputs[output].Count));
        return outputs.Length == 1
            ? Of(0)
            : new Prediction { Outputs = outputs.Select((output, i) => (output.Name, Of(i))).ToDictionary(pair => pair.Name, pair => pair.Item2) };
    }

    private static FittedField TargetOf(OutputSpec spec, DataSchema schema, FittedPreprocessing fitted) =>
        fitted.Fields[schema.IndexOf(spec.Target ?? DataSchema.DefaultTarget)];
}
