using TrainingService.Compute.Data;
using TrainingService.Compute.Runtime;
using TrainingService.Compute.Training.Scoring;
using TrainingService.Contracts.Specs.Losses;
using TrainingService.Contracts.Specs.Metrics;

namespace TrainingService.Compute.Tests.Training.Scoring;

/// <summary>Scores of small batches against numbers worked out by hand (or by scikit-learn's formulas), fed in two batches and through a checkpoint.</summary>
public sealed unsafe class ScoreTests
{
    private static readonly ScoredOutput Three = Classes(3, new CrossEntropyLoss(), 3);

    // Predictions 0 1 2 1 0 against 0 1 1 1 2, one row not counted.
    private static readonly int[] Labels = [0, 1, 1, -1, 1, 2];
    private static readonly int[] Predicted = [0, 1, 2, 0, 1, 0];
    private static readonly float[] Outputs = [3, 1, 2, 0, 2, 1, 1, 2, 3, 9, 9, 9, 0, 5, 1, 4, 0, 3];

    [Theory]
    [InlineData("accuracy", 0.6)]
    [InlineData("zero_one", 0.4)]
    [InlineData("top_2", 1.0)]
    [InlineData("precision", (0.5 + 1 + 0) / 3)]
    [InlineData("recall", (1 + 2.0 / 3 + 0) / 3)]
    [InlineData("f1", (2.0 / 3 + 0.8 + 0) / 3)]
    [InlineData("f1_micro", 0.6)]
    [InlineData("f1_1", 0.8)]
    [InlineData("mean_iou", (0.5 + 2.0 / 3 + 0) / 3)]
    [InlineData("iou_1", 2.0 / 3)]
    public void Scores_of_classes(string name, double expected)
    {
        MetricSpec metric = name switch
        {
            "accuracy" => new AccuracyMetric(),
            "zero_one" => new ZeroOneMetric(),
            "top_2" => new TopKMetric { K = 2 },
            "precision" => new PrecisionMetric(),
            "recall" => new RecallMetric(),
            "f1" => new F1Metric(),
            "f1_micro" => new F1Metric { Average = ScoreAverage.Micro },
            "f1_1" => new F1Metric { Average = ScoreAverage.PerClass },
            "iou_1" => new MeanIouMetric { PerClass = true },
            _ => new MeanIouMetric(),
        };
        Assert.Equal(expected, Scored(metric, Three, Outputs, Labels, Predicted)[name], 1e-12);
    }

    [Fact]
    public void Roc_auc_counts_ties_half()
    {
        var output = Classes(2, new BinaryCrossEntropyLoss(), 1);
        float[] z = [0.1f, 0.4f, 0.35f, 0.8f, 0.4f];
        int[] labels = [0, 0, 1, 1, 1];

        // Pairs of positive and negative: 0.35 beats 0.1, loses to 0.4; 0.8 beats both; 0.4 beats 0.1 and ties with 0.4.
        Assert.Equal((1 + 2 + 1.5) / 6, Scored(new RocAucMetric(), output, z, labels, [0, 1, 1, 1, 1])["roc_auc"], 1e-12);
        Assert.Equal(double.NaN, Scored(new RocAucMetric(), output, z, [1, 1, 1, 1, 1], [0, 1, 1, 1, 1])["roc_auc"]);
    }

    [Fact]
    public void Errors_of_logarithms_are_in_the_unit_of_the_data_too()
    {
        var output = new ScoredOutput(new FieldSchema("price", FieldKind.Floats, [1]), new MeanSquaredErrorLoss(), 1, 1, FieldScaling.None)
        {
            Unit = (value, _) => Math.Exp(value),
        };
        float[] predicted = [MathF.Log(110), MathF.Log(220)], targets = [MathF.Log(100), MathF.Log(200)];
        Assert.Equal(Math.Sqrt((100 + 400) / 2.0), ScoredNumbers(new RmseMetric(), output, predicted, targets)["rmse"], 1e-2);
        Assert.Equal(1 - 500.0 / 5000, ScoredNumbers(new R2Metric(), output, predicted, targets)["r2"], 1e-4);
    }

    [Fact]
    public void Errors_of_numbers_are_in_the_unit_of_the_data()
    {
        // The network saw t = x / 10 - 2.
        var output = new ScoredOutput(new FieldSchema("t", FieldKind.Floats, [1]), new MeanSquaredErrorLoss(), 1, 1, new FieldScaling([0.1f], [-2]));
        float[] targets = [-1, 0, 1, 2], outputs = [-0.9f, 0, 1.3f, 2];
        Assert.Equal(1, ScoredNumbers(new MaeMetric(), output, outputs, targets)["mae"], 1e-5);
        Assert.Equal(Math.Sqrt((1 + 9) / 4.0), ScoredNumbers(new RmseMetric(), output, outputs, targets)["rmse"], 1e-5);
        Assert.Equal(1 - 10.0 / 500, ScoredNumbers(new R2Metric(), output, outputs, targets)["r2"], 1e-6);
    }

    [Fact]
    public void Boxes_are_compared_in_the_unit_of_the_data()
    {
        var output = new ScoredOutput(new FieldSchema("t", FieldKind.Floats, [4]), new GiouLoss(), 4, 1, new FieldScaling([1, 1, 0.5f, 0.5f], [0, 0, -1, -1]));

        // Widths and heights 0 and 0 stand for 2 and 2.
        Assert.Equal((1 + 1.0 / 3) / 2, ScoredNumbers(new BoxIouMetric(), output, [0, 0, 0, 0, 1, 0, 0, 0], [0, 0, 0, 0, 0, 0, 0, 0])["box_iou"], 1e-6);
    }

    [Fact]
    public void Sequences_count_whole_rows_and_grams()
    {
        var output = new ScoredOutput(new FieldSchema("t", FieldKind.Labels, [5]) { Classes = 9 }, new CrossEntropyLoss(), 9, 5, FieldScaling.None);
        int[] labels = [1, 2, 3, 4, 5, 6, 7, -1, -1, -1], predicted = [1, 2, 3, 4, 8, 6, 7, 0, 0, 0];
        var z = new float[90];
        Assert.Equal(0.5, Scored(new ExactMatchMetric(), output, z, labels, predicted)["exact_match"]);

        // 1-grams 6 of 7, 2-grams 4 of 5, 3-grams 2 of 3, 4-grams 1 of 2.
        var bleu = Math.Pow(6.0 / 7 * 4 / 5 * 2 / 3 * 1 / 2, 0.25);
        Assert.Equal(bleu, Scored(new BleuMetric(), output, z, labels, predicted)["bleu"], 1e-12);
    }

    [Fact]
    public void Several_labels_a_row_are_decisions_of_their_own()
    {
        var output = new ScoredOutput(new FieldSchema("t", FieldKind.Floats, [2]), new BinaryCrossEntropyLoss(), 2, 1, FieldScaling.None);
        float[] z = [1, -1, 1, 1, -1, -1], t = [1, 0, 0, 1, 1, 0];
        var metrics = ScoredNumbers(new F1Metric(), output, z, t, [2, 1, 1]);
        Assert.Equal((0.5 + 1) / 2, metrics["f1"], 1e-12);
        Assert.Equal(4.0 / 6, ScoredNumbers(new AccuracyMetric(), output, z, t, [2, 1, 1])["accuracy"], 1e-12);
    }

    private static ScoredOutput Classes(int classes, LossSpec loss, int outputs) =>
        new(new FieldSchema("t", FieldKind.Labels, []) { Classes = classes }, loss, outputs, 1, FieldScaling.None);

    private static Dictionary<string, double> Scored(MetricSpec metric, ScoredOutput output, float[] outputs, int[] labels, int[] predictions)
    {
        fixed (int* pinned = labels)
        {
            return Fed(ScoreFactory.Of(metric, output)!, ScoreFactory.Of(metric, output)!, outputs, predictions, (IntPtr)pinned, labels.Length, true, output);
        }
    }

    private static Dictionary<string, double> ScoredNumbers(MetricSpec metric, ScoredOutput output, float[] outputs, float[] targets, int[]? predictions = null)
    {
        fixed (float* pinned = targets)
        {
            var rows = targets.Length / output.Outputs;
            return Fed(ScoreFactory.Of(metric, output)!, ScoreFactory.Of(metric, output)!, outputs, predictions ?? new int[rows], (IntPtr)pinned, targets.Length, false, output);
        }
    }

    /// <summary>One sample first; then the state moves to another score, which gets the rest.</summary>
    private static Dictionary<string, double> Fed(
        IScore score, IScore other, float[] outputs, int[] predictions, IntPtr targets, int targetCount, bool hasLabels, ScoredOutput output)
    {
        var (first, all) = (output.RowsPerSample, predictions.Length);
        var perRow = targetCount / all;
        score.Add(new BatchResult(new float[first], predictions.AsSpan(0, first), outputs.AsSpan(0, first * output.Outputs), targets, first * perRow, hasLabels));
        using var state = new MemoryStream();
        using (var writer = new BinaryWriter(state, System.Text.Encoding.UTF8, leaveOpen: true)) score.Save(writer);
        state.Position = 0;
        other.Restore(new BinaryReader(state));
        other.Add(new BatchResult(
            new float[all - first], predictions.AsSpan(first), outputs.AsSpan(first * output.Outputs), targets + first * perRow * sizeof(int), targetCount - first * perRow, hasLabels));
        var metrics = new Dictionary<string, double>();
        other.Report("", metrics);
        return metrics;
    }
}
