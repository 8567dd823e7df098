using System.Runtime.InteropServices;
using TrainingService.Compute.Inference;
using TrainingService.Contracts.Predictions;
using TrainingService.Datasets.Predictions;
using TrainingService.Datasets.Preprocessing.Fitted;
using TrainingService.Datasets.Preprocessing.Rows;

namespace TrainingService.Datasets.Samples;

/// <summary>Reads from a row's targets what a model should have said of it, in the members that its prediction has.</summary>
internal static class Truth
{
    /// <summary>What is true of one row; of windows of the steps ahead. Null when the target is the input itself, or numbers without a name.</summary>
    public static Prediction? Of(IReadOnlyList<OutputReader> outputs, IRowSource rows)
    {
        if (outputs.Count == 1) return Of(outputs[0], rows);
        var each = outputs.Select(output => (output.Name, Truth: Of(output, rows))).Where(pair => pair.Truth is not null).ToDictionary(pair => pair.Name, pair => pair.Truth!);
        return each.Count == 0 ? null : new Prediction { Outputs = each };
    }

    private static Prediction? Of(OutputReader output, IRowSource rows) => output.Target switch
    {
        FittedClasses classes => new Prediction { Class = rows.ReadText(classes.Column, 0) },
        FittedNumbers numbers when output.Meaning is OutputMeaning.LabelLogits or OutputMeaning.LabelProbabilities => new Prediction { Labels = Labels(numbers, rows) },
        FittedNumbers numbers => new Prediction { Values = numbers.Columns.ToDictionary(column => column.Name, column => Number(column, rows, 0)) },
        FittedWindows windows => new Prediction { Values = Ahead(windows, rows) },
        FittedText text => new Prediction { Text = rows.ReadText(text.Column, 0) },
        FittedMask mask => new Prediction { Positions = OutputReader.Nest(Positions(mask, rows), mask.Shape), Classes = mask.Classes },
        FittedBoxes boxes => new Prediction { Boxes = Boxes(boxes, rows) },
        _ => null,
    };

    private static string[] Labels(FittedNumbers numbers, IRowSource rows)
    {
        var values = Floats(numbers, rows);
        return [.. numbers.FeatureNames().Where((_, i) => values[i] >= 0.5)];
    }

    private static Dictionary<string, double> Ahead(FittedWindows windows, IRowSource rows)
    {
        var values = new Dictionary<string, double>();
        for (var step = 0; step < windows.Steps; step++)
        {
            foreach (var column in windows.Table.Columns)
                values[windows.Steps == 1 ? column.Name : $"{column.Name}+{step + 1}"] = Number(column, rows, step);
        }

        return values;
    }

    private static double Number(FittedColumn column, IRowSource rows, int row)
    {
        Span<double> number = stackalloc double[1];
        column.Numbers(rows, row, number);
        return number[0];
    }

    private static float[] Positions(FittedMask mask, IRowSource rows)
    {
        var bytes = new byte[mask.RowBytes];
        mask.Encode(rows, 0, 1, bytes, []);
        return Array.ConvertAll(MemoryMarshal.Cast<byte, int>(bytes).ToArray(), label => (float)label);
    }

    private static BoxPrediction[] Boxes(FittedBoxes boxes, IRowSource rows) =>
        [.. Floats(boxes, rows).Chunk(5).Where(box => box[2] > 0).Select(box => new BoxPrediction(box[0], box[1], box[2], box[3]))];

    private static float[] Floats(FittedField field, IRowSource rows)
    {
        var bytes = new byte[field.RowBytes];
        field.Encode(rows, 0, 1, bytes, []);
        return MemoryMarshal.Cast<byte, float>(bytes).ToArray();
    }
}
