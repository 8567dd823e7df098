using System.ComponentModel;
using System.ComponentModel.DataAnnotations;

namespace TrainingService.Contracts.Specs.Datasets;

/// <summary>
/// Windows over a series: from the steps t - lags + 1 … t of `columns` [lags, columns] the `target` columns at t + 1 … t + horizon are predicted
/// [horizon · targets]. A window belongs to the part (training, validation, test) in which all its predicted steps lie; windows whose predicted steps
/// lie in two parts are left out. What a window looks back at may lie in an earlier part: it is known by then.
/// </summary>
public sealed record WindowsSpec
{
    /// <summary>Column to put the steps in order by. Default: the order of the rows.</summary>
    [StringLength(200, MinimumLength = 1)]
    public string? Time { get; init; }

    /// <summary>Column that says which series a step belongs to; no window spans two series. Default: all one series.</summary>
    [StringLength(200, MinimumLength = 1)]
    public string? Series { get; init; }

    /// <summary>Columns looked back at. Default: the dataset's features and targets that are numbers.</summary>
    [MinLength(1)]
    [MaxLength(1000)]
    public IReadOnlyList<string>? Columns { get; init; }

    /// <summary>Columns predicted: a name or an array of names. Default: the dataset's `target`.</summary>
    public ColumnNames? Target { get; init; }

    /// <summary>Steps looked back at.</summary>
    [Range(1, 100_000)]
    public required int Lags { get; init; }

    /// <summary>Steps predicted. Default 1.</summary>
    [Range(1, 10_000)]
    [DefaultValue(1)]
    public int Horizon { get; init; } = 1;

    /// <summary>Steps from one window to the next, in training. Validation and test take every window. Default 1.</summary>
    [Range(1, 100_000)]
    [DefaultValue(1)]
    public int Stride { get; init; } = 1;
}

/// <summary>
/// A language model's rows: the text of a column, all rows joined by line ends, becomes one stream of tokens, cut into windows [length]; the target of
/// each token is the token after it [length]. A window lies in one part only.
/// </summary>
public sealed record NextTokenSpec
{
    /// <summary>The text column. Default: the only one.</summary>
    [StringLength(200, MinimumLength = 1)]
    public string? Column { get; init; }

    /// <summary>Tokens per row.</summary>
    [Range(1, 65_536)]
    public required int Length { get; init; }

    /// <summary>Tokens from one row's start to the next. Default: the length, so that each token is predicted once.</summary>
    [Range(1, 65_536)]
    public int? Stride { get; init; }
}
