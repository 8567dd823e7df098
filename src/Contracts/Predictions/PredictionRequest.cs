using System.ComponentModel;
using System.ComponentModel.DataAnnotations;
using System.Text.Json;

namespace TrainingService.Contracts.Predictions;

/// <summary>What `POST /api/v1/runs/{id}/predict` takes: rows as they were in the dataset, before any preprocessing.</summary>
public sealed record PredictionRequest
{
    /// <summary>
    /// The rows: objects with the columns' names, such as `{"age": 31, "city": "Ulm"}`. A number, a text, a time; an image as base64 of a PNG, JPEG or WebP
    /// file or as nested arrays [height][width][channels] of 0 to 255; a series or tensor as nested arrays; null where a value is missing.
    /// </summary>
    [MinLength(1)]
    [MaxLength(10_000)]
    public required IReadOnlyList<JsonElement> Rows { get; init; }

    /// <summary>For networks that write text: how. Default: greedy.</summary>
    public GenerationOptions? Generation { get; init; }
}

/// <summary>How a sequence is written, token by token.</summary>
public sealed record GenerationOptions
{
    /// <summary>Tokens at most. Default: the longest that the network was trained on.</summary>
    [Range(1, 100_000)]
    public int? MaxLength { get; init; }

    /// <summary>Beginnings kept at each step; 1 is greedy. Default 1.</summary>
    [Range(1, 64)]
    [DefaultValue(1)]
    public int Beams { get; init; } = 1;

    /// <summary>Scores of beams are divided by length to this power (Wu et al. 2016); 0 favours short ones. Default 1.</summary>
    [Range(0.0, 10.0)]
    [DefaultValue(1.0)]
    public double LengthPenalty { get; init; } = 1;
}
