using TrainingService.Compute.Inference;
using TrainingService.Contracts.Predictions;
using TrainingService.Contracts.Specs;
using TrainingService.Datasets.Preprocessing.Fitted;

namespace TrainingService.Datasets.Predictions;

/// <summary>Turns one output of a network into what it says of each row: classes, numbers in their unit, masks, boxes.</summary>
/// <param name="Name">The output's name; what people see when there are several.</param>
/// <param name="Spec">Its spec.</param>
/// <param name="Target">What it was compared with.</param>
/// <param name="Shape">Shape of one row of it.</param>
internal sealed record OutputReader(string Name, OutputSpec Spec, FittedField Target, IReadOnlyList<int> Shape)
{
    private const int ManyClasses = 100;
    private const int MostShown = 20;

    /// <summary>Numbers of one row.</summary>
    public int Count => Shape.Aggregate(1, (product, size) => product * size);

    /// <summary>Reads one row.</summary>
    public Prediction Read(ReadOnlySpan<float> row) => Target switch
    {
        FittedClasses classes => Classes(classes.Classes, row),
        FittedMask mask => Positions(mask.Classes, mask.Shape, row),
        FittedNumbers numbers when MeaningOf(row.Length) is OutputMeaning.LabelLogits or OutputMeaning.LabelProbabilities => Labels(numbers.FeatureNames(), row),
        FittedNumbers numbers => new Prediction { Values = Values(numbers, row, "") },
        FittedWindows windows => new Prediction { Values = Ahead(windows, row) },
        FittedBoxes boxes => new Prediction { Boxes = Boxes(row, boxes.Most) },
        _ => new Prediction { Output = Nest(row, Shape) },
    };

    /// <summary>What its numbers mean.</summary>
    public OutputMeaning Meaning => MeaningOf(Count);

    private OutputMeaning MeaningOf(int outputs) => OutputReading.Of(Spec.Loss, Target.Schema, outputs);

    private Prediction Classes(IReadOnlyList<string> names, ReadOnlySpan<float> row)
    {
        var meaning = MeaningOf(row.Length);
        var p = Numbers(row);
        OutputReading.ToProbabilities(meaning, p);
        if (row.Length == 1 && names.Count == 2)
        {
            // One number speaks for the second class; a margin is no probability.
            if (meaning == OutputMeaning.Margin) return new Prediction { Class = names[p[0] > 0 ? 1 : 0] };
            p = [1 - p[0], p[0]];
        }

        var best = LargestOf(p);
        if (meaning == OutputMeaning.ClassScores) return new Prediction { Class = names[best] };
        var shown = p.Select((value, i) => (Name: names[i], Value: value));
        if (p.Length > ManyClasses) shown = shown.OrderByDescending(pair => pair.Value).Take(MostShown);
        return new Prediction { Class = names[best], Probability = p[best], Probabilities = shown.ToDictionary(pair => pair.Name, pair => pair.Value) };
    }

    private Prediction Labels(IReadOnlyList<string> names, ReadOnlySpan<float> row)
    {
        var p = Numbers(row);
        OutputReading.ToProbabilities(MeaningOf(row.Length), p);
        return new Prediction
        {
            Labels = [.. names.Where((_, i) => p[i] >= 0.5)],
            Probabilities = names.Select((name, i) => (name, p[i])).ToDictionary(pair => pair.name, pair => pair.Item2),
        };
    }

    private static Prediction Positions(IReadOnlyList<string> names, IReadOnlyList<int> shape, ReadOnlySpan<float> row)
    {
        var positions = shape.Aggregate(1, (product, size) => product * size);
        var outputs = row.Length / positions;
        var classes = new float[positions];
        for (var i = 0; i < positions; i++) classes[i] = outputs == 1 ? (row[i] > 0 ? 1 : 0) : LargestOf(Numbers(row.Slice(i * outputs, outputs)));
        return new Prediction { Positions = Nest(classes, shape), Classes = names };
    }

    private static Dictionary<string, double> Values(FittedNumbers numbers, ReadOnlySpan<float> row, string suffix)
    {
        var values = numbers.Inverse(Numbers(row));
        return numbers.Columns.Select((column, i) => (column.Name, values[i])).ToDictionary(pair => pair.Name + suffix, pair => pair.Item2);
    }

    /// <summary>Of several steps ahead each has its number behind the name: `co2+1`, `co2+2`.</summary>
    private static Dictionary<string, double> Ahead(FittedWindows windows, ReadOnlySpan<float> row)
    {
        if (windows.Steps == 1) return Values(windows.Table, row, "");
        var (all, width) = (new Dictionary<string, double>(), row.Length / windows.Steps);
        for (var step = 0; step < windows.Steps; step++)
        {
            foreach (var (name, value) in Values(windows.Table, row.Slice(step * width, width), $"+{step + 1}")) all[name] = value;
        }

        return all;
    }

    private static BoxPrediction[] Boxes(ReadOnlySpan<float> row, int most)
    {
        var width = row.Length / most;
        var boxes = new BoxPrediction[most];
        for (var i = 0; i < most; i++) boxes[i] = new BoxPrediction(row[i * width], row[i * width + 1], row[i * width + 2], row[i * width + 3]);
        return boxes;
    }

    private static double[] Numbers(ReadOnlySpan<float> row)
    {
        var numbers = new double[row.Length];
        for (var i = 0; i < row.Length; i++) numbers[i] = row[i];
        return numbers;
    }

    private static int LargestOf(double[] values) => Array.IndexOf(values, values.Max());

    /// <summary>Numbers nested by a shape.</summary>
    public static object Nest(ReadOnlySpan<float> values, IReadOnlyList<int> shape)
    {
        if (shape.Count <= 1) return values.ToArray();
        var (count, size, inner) = (shape[0], values.Length / shape[0], shape.Skip(1).ToArray());
        var items = new object[count];
        for (var i = 0; i < count; i++) items[i] = Nest(values.Slice(i * size, size), inner);
        return items;
    }
}
