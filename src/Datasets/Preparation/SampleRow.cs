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

    /// <summary>A row as the network gets it.</summary>
    /// <param name="fitted">What was learned.</param>
    /// <param name="rows">The part it is in.</param>
    /// <param name="row">Its number within the part; windows begin there.</param>
    public static IReadOnlyList<SampleField> Of(FittedPreprocessing fitted, IRowSource rows, int row) => [.. fitted.Fields.Select(f => Of(f, rows, row))];

    private static SampleField Of(FittedField field, IRowSource rows, int row)
    {
        var schema = field.Schema;
        var (bytes, lengths) = (new byte[field.RowBytes], new int[schema.HasLengths ? 1 : 0]);
        field.Encode(rows, row, 1, bytes, lengths);
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

        IReadOnlyList<string>? names = field is FittedNumbers numbers ? [.. numbers.FeatureNames().Take(count)]
            : schema is { IsInteger: true, ClassNames: { } known } ? [.. values.Select(value => value >= 0 ? known[(int)value] : "")]
            : null;
        return new SampleField(schema.Name, schema.Shape, values, names, lengths.Length > 0 ? lengths[0] : null);
    }
}
