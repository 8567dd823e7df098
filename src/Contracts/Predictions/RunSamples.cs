using System.Text.Json;

namespace TrainingService.Contracts.Predictions;

/// <summary>Rows that a run did not train on, with what its model says of them and what is true.</summary>
public sealed record RunSamples
{
    /// <summary>The run.</summary>
    public required Guid RunId { get; init; }

    /// <summary>Which held-out rows.</summary>
    public required SamplePart Part { get; init; }

    /// <summary>Rows (of series: windows) in that part.</summary>
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

    /// <summary>Its number in that part, from 0; of a window its last known step.</summary>
    public required int Row { get; init; }

    /// <summary>What the network reads, as in a dataset's preview; of a window each column's steps, the oldest first.</summary>
    public required IReadOnlyDictionary<string, JsonElement> Inputs { get; init; }

    /// <summary>What is true, in the members that a prediction of this kind has; null when it is the input itself.</summary>
    public Prediction? Truth { get; init; }

    /// <summary>What the model says.</summary>
    public required Prediction Prediction { get; init; }

    /// <summary>Whether classes, labels or text are right; null for numbers.</summary>
    public bool? IsRight { get; init; }

    /// <summary>
    /// How far off, 0 for not at all: 1 less the true class's probability; of labels the mean of that; of numbers the mean error in standard deviations of the
    /// true ones; of masks the share of wrong positions. Null where it can't be said.
    /// </summary>
    public double? Miss { get; init; }
}

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
