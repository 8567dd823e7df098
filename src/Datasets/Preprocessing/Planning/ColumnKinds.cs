using TrainingService.Contracts.Datasets;
using TrainingService.Contracts.Specs.Datasets.Preprocessing;

namespace TrainingService.Datasets.Preprocessing.Planning;

/// <summary>Which steps go with which types of columns.</summary>
internal static class ColumnKinds
{
    /// <summary>Categories up to which one_hot is the default; above, ordinal.</summary>
    public const int MostOneHot = 64;

    /// <summary>Whether a column is one number per row.</summary>
    public static bool IsNumeric(this DatasetColumn column) => column.Type is ColumnType.Number or ColumnType.Time or ColumnType.Boolean;

    /// <summary>Whether a column is one number or category per row.</summary>
    public static bool IsScalar(this DatasetColumn column) => column.IsNumeric() || column.Type == ColumnType.Category;

    /// <summary>Whether a column is true or false, or one of two categories: the second one is true.</summary>
    public static bool IsBinary(this DatasetColumn column) => column.Type == ColumnType.Boolean || column is { Type: ColumnType.Category, Classes.Count: 2 };

    /// <summary>Whether a step takes a column when the spec does not name it.</summary>
    public static bool TakesByDefault(this PreprocessingSpec step, DatasetColumn column) => step switch
    {
        ImputeStep or StandardizeStep or MinMaxStep or LogStep => column.IsNumeric(),
        OneHotStep or OrdinalStep => column.Type == ColumnType.Category,
        ImageResizeStep or ImageCropStep or GreyStep => column.Type == ColumnType.Image,
        NormalizeStep => column.Type is ColumnType.Image or ColumnType.Tensor,
        TokenizeStep => column.Type == ColumnType.Text,
        KeepStep => true,
        _ => false,
    };

    /// <summary>Whether a step can be done to a column at all, after the steps before it.</summary>
    public static bool Takes(this PreprocessingSpec step, DatasetColumn column, IReadOnlyList<PreprocessingSpec> before) => step switch
    {
        ImputeStep or StandardizeStep or MinMaxStep or LogStep => before.Any(other => other is OrdinalStep) || (column.IsNumeric() && !before.Any(other => other is OneHotStep)),
        OneHotStep or OrdinalStep => (column.IsScalar() || column.Type == ColumnType.Text) && before.Count == 0,
        MultiLabelStep => column.Type is ColumnType.Text or ColumnType.Category && before.Count == 0,
        TokenizeStep => column.Type is ColumnType.Text or ColumnType.Category && before.Count == 0,
        _ => step.TakesByDefault(column),
    };

    /// <summary>What a feature gets that no step of the spec touches.</summary>
    public static IReadOnlyList<PreprocessingSpec> Defaults(DatasetColumn column) => column.Type switch
    {
        ColumnType.Number or ColumnType.Time or ColumnType.Boolean => [new ImputeStep(), new StandardizeStep()],
        ColumnType.Category when (column.Classes?.Count ?? 0) > MostOneHot => [new OrdinalStep()],
        ColumnType.Category => [new OneHotStep()],
        ColumnType.Image or ColumnType.Tensor => [new NormalizeStep()],
        ColumnType.Text => [new TokenizeStep()],
        _ => [],
    };
}
