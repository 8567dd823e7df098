using TrainingService.Compute.Data;
using TrainingService.Compute.Runtime;
using TrainingService.Compute.Specs;
using TrainingService.Compute.Tests.Support;
using TrainingService.Compute.Training;
using TrainingService.Contracts.Specs;
using TrainingService.Contracts.Specs.Layers;
using TrainingService.Contracts.Specs.Losses;
using TrainingService.Contracts.Specs.Metrics;
using TrainingService.Contracts.Validation;

namespace TrainingService.Compute.Tests.Networks;

/// <summary>Targets that are the boxes of an image dataset: places of five numbers (left, top, width, height, class), all -1 where there is none.</summary>
public sealed class BoxTargetTests
{
    private const int Rows = 96;

    [Fact]
    public void Boxes_are_learned_by_their_overlap_and_places_without_one_do_not_count()
    {
        var data = Data(most: 2);
        var (epochs, run) = Train(Spec(new GiouLoss { SmoothL1 = 0.1 }, outputs: 8), data);
        Assert.True(epochs[^1]["val_box_iou"] > 0.85, $"val_box_iou {epochs[^1]["val_box_iou"]}");
        Assert.True(epochs[^1]["loss"] < 0.3, $"loss {epochs[^1]["loss"]}");
        run.Dispose();
    }

    [Fact]
    public void A_place_that_is_always_empty_gets_no_gradient()
    {
        var (_, run) = Train(Spec(new DiouLoss(), outputs: 8), Data(most: 2, withSecond: false));
        using (run)
        {
            // Kernel [16, 8] of the last layer: its last four columns belong to the empty place.
            var gradient = run.Gradient(2).ToArray();
            Assert.All(Enumerable.Range(0, 16), row => Assert.All(gradient[(row * 8 + 4)..(row * 8 + 8)], g => Assert.Equal(0, g)));
            Assert.Contains(gradient, g => g != 0);
        }
    }

    [Theory]
    [InlineData("#/loss", 4, BoxFormat.Xyxy)]
    [InlineData("#/model/layers/1", 5, BoxFormat.Xywh)]
    public void What_does_not_fit_boxes_is_said_at_its_place(string pointer, int outputs, BoxFormat format)
    {
        var errors = new List<SpecError>();
        Assert.Null(RunPlan.Compile(Spec(new GiouLoss { Format = format }, outputs) with { Metrics = [] }, Data(most: 1).Description, errors));
        Assert.Equal(pointer, Assert.Single(errors).Pointer);
    }

    [Fact]
    public void Columns_that_were_scaled_each_by_itself_are_no_boxes()
    {
        var schema = new DataSchema([new FieldSchema("input", FieldKind.Floats, [4])], [new FieldSchema("target", FieldKind.Floats, [4]) { IsRescaled = true }]);
        var errors = new List<SpecError>();
        RunPlan.Compile(Spec(new GiouLoss(), 4), new DataDescription("boxes", new string('b', 64), schema, Rows, 0, null), errors);
        Assert.Contains(errors, error => error is { Pointer: "#/loss", Code: "target_mismatch" } && error.Expected!.Contains("keep", StringComparison.Ordinal));
    }

    private static RunSpec Spec(LossSpec loss, int outputs) => Make.Spec(
        new DenseLayer { Units = 16, Activation = Activation.Tanh },
        new DenseLayer { Units = outputs, BiasInitializer = new Contracts.Specs.Initializers.ConstantInitializer { Value = 6 } }) with
    {
        Loss = loss, Metrics = [new BoxIouMetric()], Training = new TrainingSpec { Epochs = 80, BatchSize = new BatchSize(16) },
    };

    /// <summary>The input says where the boxes are; every other row has the second one.</summary>
    private static Dataset Data(int most, bool withSecond = true)
    {
        var schema = new DataSchema(
            [new FieldSchema("input", FieldKind.Floats, [4])], [new FieldSchema("target", FieldKind.Floats, [most, 5]) { HoldsBoxes = true, Classes = 1 }]);
        var input = new float[Rows * 4];
        RandomFill.Uniform(input, 0, 1, 5, 0);
        var boxes = new float[Rows * most * 5];
        Array.Fill(boxes, -1);
        for (var row = 0; row < Rows; row++)
        {
            var x = input.AsSpan(row * 4, 4);
            for (var box = 0; box < (withSecond && row % 2 == 0 ? most : 1); box++)
            {
                float[] numbers = [4 * x[0] + 3 * box, 3 * x[1], 4 + 3 * x[2], 5 + 2 * x[3], 0];
                numbers.CopyTo(boxes.AsSpan((row * most + box) * 5));
            }
        }

        var part = new DataPart(Rows, [new ArrayField<float>(input), new ArrayField<float>(boxes)]);
        return new Dataset(new DataDescription("boxes", new string('b', 64), schema, Rows, Rows, null), part, part);
    }

    private static (List<IReadOnlyDictionary<string, double>> Epochs, TrainingRun Run) Train(RunSpec spec, Dataset data)
    {
        var run = new TrainingRun(Make.Plan(spec, data), data);
        var epochs = new List<IReadOnlyDictionary<string, double>>();
        while (true)
        {
            var advance = run.Advance();
            Assert.True(advance.Failure is null, advance.Failure?.Detail);
            if (advance.Epoch is { } epoch) epochs.Add(epoch.Metrics);
            if (advance.Kind == AdvanceKind.Finished) return (epochs, run);
        }
    }
}
