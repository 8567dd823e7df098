namespace TrainingService.Contracts.Predictions;

/// <summary>What a trained model says of the rows that were sent.</summary>
/// <param name="Predictions">One for each row, in order.</param>
/// <param name="WeightsSha256">Hash of the weights that said so.</param>
public sealed record PredictionAnswer(IReadOnlyList<Prediction> Predictions, string WeightsSha256);

/// <summary>What a model says of one row. Which members there are depends on what it was trained for.</summary>
public sealed record Prediction
{
    /// <summary>The most probable class.</summary>
    public string? Class { get; init; }

    /// <summary>Its probability.</summary>
    public double? Probability { get; init; }

    /// <summary>Probability of each class; of the twenty most probable ones when there are more than a hundred.</summary>
    public IReadOnlyDictionary<string, double>? Probabilities { get; init; }

    /// <summary>Of several labels at once those that apply (probability of one half or more).</summary>
    public IReadOnlyList<string>? Labels { get; init; }

    /// <summary>Predicted numbers by column, in the unit of the data.</summary>
    public IReadOnlyDictionary<string, double>? Values { get; init; }

    /// <summary>Predicted class of each position (pixel or step), nested like the target.</summary>
    public object? Positions { get; init; }

    /// <summary>Names of the classes that <see cref="Positions"/> numbers.</summary>
    public IReadOnlyList<string>? Classes { get; init; }

    /// <summary>The text that was written.</summary>
    public string? Text { get; init; }

    /// <summary>All beams, the best first.</summary>
    public IReadOnlyList<GeneratedText>? Candidates { get; init; }

    /// <summary>Boxes in pixels of the image as the network saw it.</summary>
    public IReadOnlyList<BoxPrediction>? Boxes { get; init; }

    /// <summary>The network's output as it is, nested by its shape: auto-encoders, embeddings.</summary>
    public object? Output { get; init; }

    /// <summary>Of a network with several outputs each one's prediction by its name.</summary>
    public IReadOnlyDictionary<string, Prediction>? Outputs { get; init; }
}

/// <summary>A text that was written, with its score.</summary>
/// <param name="Text">The text.</param>
/// <param name="LogProbability">Sum of the logarithms of its tokens' probabilities.</param>
public sealed record GeneratedText(string Text, double LogProbability);

/// <summary>A box.</summary>
/// <param name="X">Left edge.</param>
/// <param name="Y">Upper edge.</param>
/// <param name="Width">Width.</param>
/// <param name="Height">Height.</param>
public sealed record BoxPrediction(double X, double Y, double Width, double Height)
{
    /// <summary>Of a true box its class.</summary>
    public string? Class { get; init; }

    /// <summary>Of a predicted box among samples: shared area over united area with the true box in its place; null when there is none.</summary>
    public double? Iou { get; init; }
}
