using TrainingService.Compute.Data;
using TrainingService.Compute.Inference;
using TrainingService.Compute.Tests.Support;
using TrainingService.Compute.Training;
using TrainingService.Contracts.Specs;

namespace TrainingService.Compute.Tests.Inference;

public sealed class PredictorTests
{
    [Fact]
    public void A_saved_model_predicts_what_the_run_scored_whatever_the_number_of_rows()
    {
        var data = Make.Stripes();
        using var run = Trained(data, out var accuracy);
        using var predictor = new Predictor(Saved(run), Scaling(data));
        var logits = Assert.Single(predictor.Predict(data.Test));
        Assert.Equal(data.Test.Rows * 4, logits.Length);
        var right = Enumerable.Range(0, data.Test.Rows).Count(row => Largest(logits.AsSpan(row * 4, 4)) == data.Test.Labels.Span[row]);
        Assert.Equal(accuracy, (double)right / data.Test.Rows, 9);
        foreach (var rows in new[] { 1, 3 })
        {
            var few = predictor.Predict(new DataPart(rows, [new ArrayField<float>(data.Test.Floats[..(rows * 64)])]));
            for (var i = 0; i < few[0].Length; i++) Assert.Equal(logits[i], few[0][i], 1e-5);
        }
    }

    [Fact]
    public void A_model_file_names_its_layers_and_carries_spec_schema_and_what_the_data_gave_along()
    {
        var data = Make.Stripes() with { ModelMetadata = new Dictionary<string, string> { ["preprocessing"] = "{}" } };
        using var run = Trained(data, out _);
        var model = Saved(run);
        Assert.Contains("layers.0.kernel", model.Weights.Keys);
        Assert.Equal([3, 3, 1, 6], model.Weights["layers.0.kernel"].Shape);
        Assert.Equal("stripes", model.Spec.Dataset.Name);
        Assert.Equal([8, 8, 1], model.Schema.InputShape);
        Assert.Equal("{}", model.Metadata["preprocessing"]);
    }

    [Theory]
    [InlineData(5)]
    [InlineData(200)]
    [InlineData(-1)]
    public void A_damaged_model_file_is_refused(int length)
    {
        using var run = Trained(Make.Stripes(), out _);
        using var stream = new MemoryStream();
        run.SaveModel(stream);
        var bytes = stream.ToArray();
        using var cut = new MemoryStream(bytes[..(length < 0 ? bytes.Length - 1 : length)]);
        Assert.Throws<InvalidDataException>(() => TrainedModel.Read(cut));
    }

    private static TrainingRun Trained(Dataset data, out double accuracy)
    {
        var run = new TrainingRun(Make.Plan(Make.Spec(Make.ConvNet()) with { Training = new TrainingSpec { Epochs = 1, BatchSize = new BatchSize(16) } }, data), data);
        var advance = run.Advance();
        while (advance.Result is null) advance = run.Advance();
        accuracy = advance.Result.TestMetrics["test_accuracy"];
        return run;
    }

    private static TrainedModel Saved(TrainingRun run)
    {
        using var stream = new MemoryStream();
        run.SaveModel(stream);
        stream.Position = 0;
        return TrainedModel.Read(stream);
    }

    private static FieldScaling?[] Scaling(Dataset data) =>
        [SplitAndScaling.Of(data, new() { Fraction = 0.2, Stratify = true }, 42).Scaling[0]];

    private static int Largest(ReadOnlySpan<float> values)
    {
        var best = 0;
        for (var i = 1; i < values.Length; i++)
        {
            if (values[i] > values[best]) best = i;
        }

        return best;
    }
}
