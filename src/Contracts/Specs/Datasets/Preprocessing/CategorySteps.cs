using System.ComponentModel;
using System.ComponentModel.DataAnnotations;

namespace TrainingService.Contracts.Specs.Datasets.Preprocessing;

/// <summary>
/// A feature per category, 1 for the row's category and 0 for the others. Categories are those of the rows trained on, the most frequent first kept;
/// a missing value is a category if it occurs there; one not learned gives zeros only.
/// </summary>
public sealed record OneHotStep : PreprocessingSpec
{
    /// <summary>Categories kept at most; the rarer ones share one feature more. Default 256.</summary>
    [Range(1, 65_536)]
    [DefaultValue(256)]
    public int MaxCategories { get; init; } = 256;

    /// <summary>Rows a category must have among those trained on to be kept. Default 1.</summary>
    [Range(1, 1_000_000_000)]
    [DefaultValue(1)]
    public int MinCount { get; init; } = 1;
}

/// <summary>
/// The number of the category, from 1 in the order of their names (numbers by size); 0 for a missing or unknown one. In an input of its own this gives
/// ids for an `embedding`; beside numbers it is a number.
/// </summary>
public sealed record OrdinalStep : PreprocessingSpec;

/// <summary>A list of labels in one text, such as "red;round": for each label of the rows trained on 1 if it is in the list, else 0. For targets of several labels at once.</summary>
public sealed record MultiLabelStep : PreprocessingSpec
{
    /// <summary>What parts the labels. Default `;`.</summary>
    [StringLength(8, MinimumLength = 1)]
    [DefaultValue(";")]
    public string Separator { get; init; } = ";";
}
