using System.Text.Json;

namespace TrainingService.Contracts.Datasets;

/// <summary>Some rows of one part.</summary>
public sealed record DatasetPreview
{
    /// <summary>The part.</summary>
    public required string Part { get; init; }

    /// <summary>Number of the first row shown, from 0.</summary>
    public required long FirstRow { get; init; }

    /// <summary>The columns' names, in the order of the cells.</summary>
    public required IReadOnlyList<string> Columns { get; init; }

    /// <summary>
    /// Cells row by row: numbers, texts (cut to 500 characters), booleans, times in ISO 8601, null where missing; images and masks as
    /// `{ "height", "width", "channels" }` (their picture is at `images/{part}/{row}`); boxes as lists of [x, y, width, height, class name];
    /// tensors as their first 16 numbers.
    /// </summary>
    public required IReadOnlyList<IReadOnlyList<JsonElement>> Rows { get; init; }
}

/// <summary>What an import of files would probably give, told from their beginning. Counts are those of the rows looked at; the version is not
/// final.</summary>
/// <param name="Header">Parts, columns, detections and warnings.</param>
/// <param name="Previews">The first rows of each part.</param>
public sealed record DatasetInspection(DatasetHeader Header, IReadOnlyList<DatasetPreview> Previews);
