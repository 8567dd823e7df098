using System.ComponentModel.DataAnnotations;
using TrainingService.Contracts.Specs.Datasets.Augmentation;
using TrainingService.Contracts.Specs.Datasets.Preprocessing;

namespace TrainingService.Contracts.Specs.Datasets;

/// <summary>The data of a run: which version, what is predicted from what, how rows are split and what is done to them.</summary>
public sealed record DatasetSpec
{
    /// <summary>Name of a dataset the service has (`GET /api/v1/datasets`).</summary>
    [StringLength(100, MinimumLength = 1)]
    public required string Name { get; init; }

    /// <summary>Content hash of the wanted version, or the beginning of it. Default: the newest; the resolved spec names it.</summary>
    [RegularExpression("^[0-9a-f]{6,64}$")]
    public string? Version { get; init; }

    /// <summary>
    /// The column predicted, or an array of them (several numbers, or several 0/1 columns for several labels at once). Default: the one the dataset's
    /// schema names.
    /// </summary>
    public ColumnNames? Target { get; init; }

    /// <summary>The columns predicted from. Default: all that are neither targets nor ids nor excluded.</summary>
    [MinLength(1)]
    [MaxLength(10_000)]
    public IReadOnlyList<string>? Features { get; init; }

    /// <summary>Columns left out of the default features. Default: none.</summary>
    [MaxLength(10_000)]
    public IReadOnlyList<string>? Exclude { get; init; }

    /// <summary>
    /// Several inputs of the network, each from columns of its own. Default: all numbers and categories as one input, each image, text and tensor as
    /// one; the only one is called `input`, of several the first is called `numbers` and the others as their column.
    /// </summary>
    [MinLength(1)]
    [MaxLength(64)]
    public IReadOnlyList<InputSpec>? Inputs { get; init; }

    /// <summary>Rows held out of the training part to validate on. Default: the dataset's part `validation`, or none and no `val_` metrics.</summary>
    public ValidationSpec? Validation { get; init; }

    /// <summary>Rows held out for the final score, before validation rows are. Only for datasets without a part `test`. Default: that part, or none.</summary>
    public ValidationSpec? Test { get; init; }

    /// <summary>
    /// What is done to the columns, in order; what is learned (means, vocabularies) is learned on the rows trained on. Columns that no step touches get
    /// their type's default: numbers `impute` (mean) and `standardize`, categories `one_hot` or, with many values, `ordinal`, images `normalize`, text
    /// `tokenize`; number targets `standardize`. The resolved spec writes all of it out.
    /// </summary>
    [MaxLength(1000)]
    public IReadOnlyList<PreprocessingSpec>? Preprocessing { get; init; }

    /// <summary>Rows are windows over a series. Default: each row stands for itself.</summary>
    public WindowsSpec? Windows { get; init; }

    /// <summary>Rows are windows over a text, and the next token is predicted. Default: each row stands for itself.</summary>
    public NextTokenSpec? NextToken { get; init; }

    /// <summary>Random changes to the rows trained on, anew in each epoch, in order. Default: none.</summary>
    [MaxLength(32)]
    public IReadOnlyList<AugmentationSpec> Augmentation { get; init; } = [];
}
