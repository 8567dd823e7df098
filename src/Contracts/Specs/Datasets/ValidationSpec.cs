using System.ComponentModel.DataAnnotations;

namespace TrainingService.Contracts.Specs.Datasets;

/// <summary>
/// How rows are held out, for validation or for the test. Say one of `fraction`, `folds` (with `fold`) or `part`. Drawn from the run's seed: the same
/// data, spec and seed hold out the same rows on any machine.
/// </summary>
public sealed record ValidationSpec
{
    /// <summary>Share of the rows held out, above 0 and below 1: round(fraction · rows) of them, rounded half away from zero.</summary>
    [Range(0.0001, 0.9999)]
    public double? Fraction { get; init; }

    /// <summary>
    /// Keep each class's share the same in both parts, to within one row. Only for class labels and `by: random`. Default true for class labels, else
    /// false.
    /// </summary>
    public bool? Stratify { get; init; }

    /// <summary>
    /// What is held out: `random` rows, the last rows by `time`, or whole groups of rows by `group`. Default random; time for `windows` and `next_token`.
    /// </summary>
    public SplitBy? By { get; init; }

    /// <summary>
    /// For `time`, the column to order by (default: the order of the rows); rows of one time are never parted, so the size can differ by them. For
    /// `group`, the column whose equal values form a group (required).
    /// </summary>
    [StringLength(200, MinimumLength = 1)]
    public string? Column { get; init; }

    /// <summary>
    /// Cross-validation: the rows are dealt into so many folds of equal size (to within one row), and `fold` is held out. With `by: time` the rows are
    /// cut into folds + 1 blocks: fold i trains on blocks 0 to i and holds out block i + 1, so nothing is learned from later rows.
    /// </summary>
    [Range(2, 1000)]
    public int? Folds { get; init; }

    /// <summary>Which fold is held out, from 0. Default 0.</summary>
    [Range(0, 999)]
    public int? Fold { get; init; }

    /// <summary>Hold out the rows of this part of the dataset, such as `validation`.</summary>
    [StringLength(100, MinimumLength = 1)]
    public string? Part { get; init; }
}

/// <summary>What is held out of the training rows.</summary>
public enum SplitBy
{
    /// <summary>Rows at random.</summary>
    Random,

    /// <summary>The last rows.</summary>
    Time,

    /// <summary>Whole groups of rows.</summary>
    Group,
}
