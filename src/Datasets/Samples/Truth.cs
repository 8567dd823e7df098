using System.Runtime.InteropServices;
using TrainingService.Compute.Data;
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
    public static Prediction? Of(ModelPredictor model, IRowSource rows)
    {
        var targets = model.Fitted.Targets;
        if (model.Outputs.Count == 1) return Of(model.Outputs[0], targets, rows);
        var each = model.Outputs.Select(output => (output.Name, Truth: Of(output, targets, rows))).Where(pair => pair.Truth is not null).ToDictionary(pair => pair.Name, pair => pair.Truth!);
        return each.Count == 0 ? null : new Prediction { Outputs = each };
    }

    private static Prediction? Of(OutputReader output, IReadOnlyList<FittedField> targets, IRowSource rows) => output.Target switch
    {
        FittedClasses classes => new Prediction { Class = rows.ReadText(classes.Column, 0) },
        FittedNumbers numbers when output.Meaning is OutputMeaning.LabelLogits or OutputMeaning.LabelProbabilities => new Prediction { Labels = Labels(numbers, rows) },
        FittedNumbers numbers => new Prediction { Values = numbers.Columns.ToDictionary(column => column.Name, column => Number(column, rows, 0)) },
        FittedWindows windows => new Prediction { Values = Ahead(windows, rows) },
        FittedText text => new Prediction { Text = rows.ReadText(text.Column, 0) },
        FittedMask mask => new Prediction { Positions = OutputReader.Nest(Positions(mask, rows), mask.Shape), Classes = mask.Classes },
        FittedBoxes boxes => new Prediction { Boxes = Boxes(boxes, rows) },
        FittedImage or FittedTensor when targets.Contains(output.Target) => new Prediction { Output = OutputReader.Nest(AsSeen(output.Target, rows), output.Target.Schema.Shape) },
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

    /// <summary>Place by place, as a prediction has them; a place without a box is one of width -1.</summary>
    private static BoxPrediction[] Boxes(FittedBoxes boxes, IRowSource rows) =>
        [.. Floats(boxes, rows).Chunk(5).Select(box => new BoxPrediction(box[0], box[1], box[2], box[3]) { Class = box[2] > 0 ? boxes.Classes[(int)box[4]] : null })];

    /// <summary>Numbers as the network is taught them: pixels or a tensor, scaled.</summary>
    private static float[] AsSeen(FittedField field, IRowSource rows)
    {
        var bytes = new byte[field.RowBytes];
        field.Encode(rows, 0, 1, bytes, []);
        var numbers = field.Schema.Kind == FieldKind.Bytes ? Array.ConvertAll(bytes, value => (float)value) : MemoryMarshal.Cast<byte, float>(bytes).ToArray();
        if (field.Scaling is not { } scaling) return numbers;
        for (var i = 0; i < numbers.Length; i++) numbers[i] = numbers[i] * scaling.Scale[i % scaling.Scale.Length] + scaling.Shift[i % scaling.Scale.Length];
        return numbers;
    }

    private static float[] Floats(FittedField field, IRowSource rows)
    {
        var bytes = new byte[field.RowBytes];
        field.Encode(rows, 0, 1, bytes, []);
        return MemoryMarshal.Cast<byte, float>(bytes).ToArray();
    }
}
