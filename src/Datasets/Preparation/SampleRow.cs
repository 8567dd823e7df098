using System.Runtime.InteropServices;
using TrainingService.Compute.Data;
using TrainingService.Contracts.Validation;
using TrainingService.Datasets.Preprocessing;
using TrainingService.Datasets.Preprocessing.Fitted;
using TrainingService.Datasets.Preprocessing.Rows;

namespace TrainingService.Datasets.Preparation;

/// <summary>One prepared row, to be looked at before training.</summary>
internal static class SampleRow
{
    private const int MostValues = 16;
    private static readonly string[] BoxNumbers = ["x", "y", "width", "height"];

    /// <summary>A row as the network gets it.</summary>
    /// <param name="fitted">What was learned.</param>
    /// <param name="rows">The part it is in.</param>
    /// <param name="row">Its number within the part.</param>
    public static IReadOnlyList<SampleField> Of(FittedPreprocessing fitted, IRowSource rows, int row) => [.. fitted.Fields.Select(field =>
    {
        var (bytes, lengths) = (new byte[field.RowBytes], new int[field.Schema.HasLengths ? 1 : 0]);
        field.Encode(rows, row, 1, bytes, lengths);
        return Of(field, bytes, lengths.Length > 0 ? lengths[0] : null);
    })];

    /// <summary>A field of a row that was prepared already, scaled as the engine does.</summary>
    /// <param name="field">The field.</param>
    /// <param name="bytes">Its prepared values.</param>
    /// <param name="length">Real steps, if it has lengths.</param>
    public static SampleField Of(FittedField field, byte[] bytes, int? length)
    {
        var schema = field.Schema;
        var count = Math.Min(schema.Count, MostValues);
        double[] values = schema.Kind switch
        {
            FieldKind.Bytes => [.. bytes.Take(count).Select(value => (double)value)],
            FieldKind.Floats => [.. MemoryMarshal.Cast<byte, float>(bytes)[..count].ToArray().Select(value => (double)value)],
            _ => [.. MemoryMarshal.Cast<byte, int>(bytes)[..count].ToArray().Select(value => (double)value)],
        };
        if (field.Scaling is { } scaling)
        {
            for (var i = 0; i < count; i++) values[i] = values[i] * scaling.Scale[i % scaling.Scale.Length] + scaling.Shift[i % scaling.Scale.Length];
        }

        return new SampleField(schema.Name, schema.Shape, values, Names(field, values), length);
    }

    private static IReadOnlyList<string>? Names(FittedField field, double[] values) => field switch
    {
        FittedNumbers numbers => [.. numbers.FeatureNames().Take(values.Length)],
        FittedWindows windows => [.. values.Select((_, i) => windows.NameOf(i))],
        FittedBoxes boxes => [.. values.Select((value, i) => i % 5 < 4 ? BoxNumbers[i % 5] : NameOf(boxes.Classes, value))],
        _ when field.Schema is { IsInteger: true, ClassNames: { } known } => [.. values.Select(value => NameOf(known, value))],
        _ => null,
    };

    private static string NameOf(IReadOnlyList<string> names, double number) => number >= 0 && number < names.Count ? names[(int)number] : "";
}
