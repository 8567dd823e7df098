using TrainingService.Contracts.Datasets;
using TrainingService.Datasets.Importing;

namespace TrainingService.Datasets.Formats.Arrays;

/// <summary>What column an array becomes, from its element type, shape and name.</summary>
/// <param name="Column">The column.</param>
/// <param name="ChannelsFirst">Whether rows are [channels, height, width] and must be turned.</param>
internal sealed record ArrayColumnPlan(DatasetColumn Column, bool ChannelsFirst = false)
{
    private static readonly string[] MaskWords = ["mask", "masks", "segmentation", "seg", "segmap", "annotation", "annotations"];
    private static readonly string[] ImageWords = ["image", "images", "img", "imgs", "picture", "pictures", "x", "data", "features"];

    /// <param name="array">The array of one of the parts.</param>
    /// <param name="wanted">What the options say of it.</param>
    /// <param name="isPicture">Whether bytes of rank 2 a row are a picture whatever the name (IDX).</param>
    public static ArrayColumnPlan For(ArraySource array, ColumnOptions? wanted, bool isPicture)
    {
        var shape = array.RowShape;
        var column = new DatasetColumn { Name = array.Name, Type = ColumnType.Number, Storage = ColumnStorage.Float64 };
        if (array.Kind.IsText()) return shape.Count == 0 ? Plain(column, ColumnType.Text, ColumnStorage.Utf8) : throw TextOfRank(array);
        if (shape.Count == 0) return Scalar(column, array.Kind);
        if (wanted?.Type is { } type and not (ColumnType.Image or ColumnType.Mask or ColumnType.Tensor)) throw WrongType(array, type);
        var isMask = wanted?.Type is { } said ? said == ColumnType.Mask : IsNamed(array.Name, MaskWords);
        if (isMask && MaskShape(shape) is { } mask && (array.Kind.IsInteger() || array.Kind == ElementKind.Boolean))
        {
            return new ArrayColumnPlan(column with { Type = ColumnType.Mask, Storage = ColumnStorage.Uint8, Shape = mask });
        }

        var mayBeImage = array.Kind == ElementKind.UInt8 && wanted?.Type is null or ColumnType.Image;
        if (mayBeImage && shape is [_, _, 1 or 3 or 4]) return Image(column, shape, false);
        if (mayBeImage && shape is [(1 or 3 or 4) and var channels, var rows, var width]) return Image(column, [rows, width, channels], true);
        if (mayBeImage && shape.Count == 2 && (isPicture || wanted?.Type == ColumnType.Image || IsNamed(array.Name, ImageWords)))
        {
            return Image(column, [.. shape, 1], false);
        }

        if (wanted?.Type is { } impossible and not ColumnType.Tensor) throw WrongType(array, impossible);
        var storage = array.Kind is ElementKind.UInt8 or ElementKind.Boolean ? ColumnStorage.Uint8 : ColumnStorage.Float32;
        return new ArrayColumnPlan(column with { Type = ColumnType.Tensor, Storage = storage, Shape = shape });
    }

    private static ArrayColumnPlan Image(DatasetColumn column, IReadOnlyList<int> shape, bool channelsFirst) =>
        new(column with { Type = ColumnType.Image, Storage = ColumnStorage.Uint8, Shape = shape, TypeConfidence = channelsFirst ? 0.8 : 0.95 },
            channelsFirst);

    private static ArrayColumnPlan Scalar(DatasetColumn column, ElementKind kind) => kind switch
    {
        ElementKind.Boolean => Plain(column, ColumnType.Boolean, ColumnStorage.Uint8),
        ElementKind.UInt8 or ElementKind.Int8 or ElementKind.UInt16 or ElementKind.Int16 or ElementKind.Int32 =>
            Plain(column, ColumnType.Number, ColumnStorage.Int32),
        ElementKind.UInt32 or ElementKind.UInt64 or ElementKind.Int64 => Plain(column, ColumnType.Number, ColumnStorage.Int64),
        ElementKind.Float16 or ElementKind.Float32 => Plain(column, ColumnType.Number, ColumnStorage.Float32),
        _ => Plain(column, ColumnType.Number, ColumnStorage.Float64),
    };

    private static ArrayColumnPlan Plain(DatasetColumn column, ColumnType type, ColumnStorage storage) =>
        new(column with { Type = type, Storage = storage });

    private static IReadOnlyList<int>? MaskShape(IReadOnlyList<int> shape) => shape switch
    {
        [_, _] => shape,
        [var height, var width, 1] => [height, width],
        _ => null,
    };

    private static bool IsNamed(string name, string[] words) =>
        name.Split('_', '-', '.', ' ').Any(word => words.Contains(word.TrimEnd("0123456789".ToCharArray()), StringComparer.OrdinalIgnoreCase));

    private static DatasetProblemException TextOfRank(ArraySource array) => Problems.At(
        "unsupported_array", array.File,
            $"The texts have the shape [{string.Join(", ", array.RowShape.Prepend((int)Math.Min(array.Rows, int.MaxValue)))}].", column: array.Name,
        expected: "one text per row");

    private static DatasetProblemException WrongType(ArraySource array, ColumnType type) => Problems.At(
        "wrong_type", array.File, $"An array of {array.Kind} of shape [{string.Join(", ", array.RowShape)}] a row can't be the type {type}.",
            column: array.Name);
}
