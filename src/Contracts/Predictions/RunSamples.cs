using System.Text.Json;

namespace TrainingService.Contracts.Predictions;

/// <summary>Rows that a run did not train on, with what its model says of them and what is true.</summary>
public sealed record RunSamples
{
    /// <summary>The run.</summary>
    public required Guid RunId { get; init; }

    /// <summary>Which held-out rows.</summary>
    public required SamplePart Part { get; init; }

    /// <summary>Rows (of series and running texts: windows) in that part; of a running text those in its first million tokens.</summary>
    public required int Rows { get; init; }

    /// <summary>Rows that were looked at, evenly spread over the part: more than are listed when the worst were looked for.</summary>
    public required int LookedAt { get; init; }

    /// <summary>Order of the items. `spread` though `worst` was asked for means that a miss can't be measured for this kind of output.</summary>
    public required SampleOrder Order { get; init; }

    /// <summary>Name of the dataset.</summary>
    public required string Dataset { get; init; }

    /// <summary>Its version: with it, part, row and column an item's images are at `/datasets/{name}/versions/{version}/images/{part}/{row}`.</summary>
    public required string DatasetVersion { get; init; }

    /// <summary>Inputs that are images.</summary>
    public required IReadOnlyList<string> ImageColumns { get; init; }

    /// <summary>The rows.</summary>
    public required IReadOnlyList<RunSample> Items { get; init; }

    /// <summary>Hash of the weights that were asked.</summary>
    public required string WeightsSha256 { get; init; }
}

/// <summary>One held-out row.</summary>
public sealed record RunSample
{
    /// <summary>The dataset's part it is in.</summary>
    public required string Part { get; init; }

    /// <summary>Its number in that part, from 0; of a window its last known step, of a running text the row with the last token that is given.</summary>
    public required int Row { get; init; }

    /// <summary>What the network reads, as in a dataset's preview; of a window each column's steps, the oldest first; of a running text what is given of it.</summary>
    public required IReadOnlyDictionary<string, JsonElement> Inputs { get; init; }

    /// <summary>Of tasks with boxes: where in the image they lie.</summary>
    public ImageFrame? Frame { get; init; }

    /// <summary>What is true, in the members that a prediction of this kind has; null when it is the input itself.</summary>
    public Prediction? Truth { get; init; }

    /// <summary>What the model says.</summary>
    public required Prediction Prediction { get; init; }

    /// <summary>Of a running text how well its true continuation is foretold; null for other tasks.</summary>
    public TokenScore? Tokens { get; init; }

    /// <summary>Whether classes, labels or text are right; null for numbers and for running text.</summary>
    public bool? IsRight { get; init; }

    /// <summary>
    /// How far off, 0 for not at all: 1 less the true class's probability; of labels the mean of that; of numbers the mean error in standard deviations of the
    /// true ones; of masks the share of wrong positions; of boxes 1 less the mean intersection over union; of running text the loss of a token; of pictures the
    /// root of the mean squared difference from what the network was to give. Null where it can't be said.
    /// </summary>
    public double? Miss { get; init; }
}

/// <summary>How well a language model foretells the true continuation of a text, each token from all the true ones before it.</summary>
/// <param name="Given">Tokens before the continuation.</param>
/// <param name="Count">Tokens of the continuation.</param>
/// <param name="Right">How many of them the model finds the likeliest at their place.</param>
/// <param name="Loss">Their mean cross-entropy in nats; e to its power is the perplexity. Null for outputs that are no probabilities.</param>
public sealed record TokenScore(int Given, int Count, int Right, double? Loss);

/// <summary>What boxes are counted in: pixels of the image as the network saw it, which is a part of the stored one (or more, with zeros around it).</summary>
/// <param name="Column">Column of the image.</param>
/// <param name="Width">Width that the network saw.</param>
/// <param name="Height">Height that the network saw.</param>
/// <param name="Shown">That part, in pixels of the stored image.</param>
public sealed record ImageFrame(string Column, int Width, int Height, BoxPrediction Shown);

/// <summary>Rows that were held out of training.</summary>
public enum SamplePart
{
    /// <summary>Rows for the final score.</summary>
    Test,

    /// <summary>Rows that training was steered by.</summary>
    Validation,
}

/// <summary>Which of them come.</summary>
public enum SampleOrder
{
    /// <summary>Evenly over the part, always the same ones.</summary>
    Spread,

    /// <summary>Those that the model misses most, the worst first.</summary>
    Worst,
}
