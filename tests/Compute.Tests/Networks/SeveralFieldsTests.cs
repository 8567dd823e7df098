using TrainingService.Compute.Data;
using TrainingService.Compute.Runtime;
using TrainingService.Compute.Specs;
using TrainingService.Compute.Tests.Support;
using TrainingService.Compute.Training;
using TrainingService.Contracts.Specs;
using TrainingService.Contracts.Specs.Datasets;
using TrainingService.Contracts.Specs.Layers;
using TrainingService.Contracts.Specs.Losses;
using TrainingService.Contracts.Specs.Metrics;
using TrainingService.Contracts.Specs.Optimizers;
using TrainingService.Contracts.Validation;

namespace TrainingService.Compute.Tests.Networks;

/// <summary>Networks with several inputs and outputs, losses per position, and targets that are inputs.</summary>
public sealed class SeveralFieldsTests
{
    private const int Rows = 90;

    [Fact]
    public void Two_inputs_and_two_outputs_train_together_each_with_its_metrics()
    {
        var data = Data();
        var epochs = Train(Spec(), data);
        Assert.Equal(
            ["loss", "kind_loss", "kind_accuracy", "size_loss", "val_loss", "val_kind_loss", "val_kind_accuracy", "val_size_loss"],
            epochs[0].Keys.Where(name => name.Contains("loss", StringComparison.Ordinal) || name.Contains("accuracy", StringComparison.Ordinal)));
        Assert.Equal(epochs[^1]["kind_loss"] + 0.5 * epochs[^1]["size_loss"], epochs[^1]["loss"], 9);
        Assert.True(epochs[^1]["kind_accuracy"] > 0.95, $"kind_accuracy {epochs[^1]["kind_accuracy"]}");
        Assert.True(epochs[^1]["val_size_loss"] < 0.1, $"val_size_loss {epochs[^1]["val_size_loss"]}");
    }

    [Fact]
    public void An_auto_encoder_has_its_input_as_its_target()
    {
        var spec = Spec() with
        {
            Model = new ModelSpec { Layers = [new DenseLayer { Inputs = ["b"], Units = 3 }, new DenseLayer { Units = 4 }] },
            Outputs = [new OutputSpec { Target = "b", Loss = new MeanSquaredErrorLoss() }],
        };
        var epochs = Train(spec, Data());
        Assert.True(epochs[^1]["loss"] < 0.6 * epochs[0]["loss"], $"{epochs[0]["loss"]} to {epochs[^1]["loss"]}");
    }

    [Fact]
    public void Lengths_that_no_layer_asks_for_are_written_to_no_weight()
    {
        int[] tokens = [.. Enumerable.Range(0, 40).Select(i => 1 + i % 3)], lengths = [.. Enumerable.Range(0, 10).Select(i => 1 + i % 4)];
        var schema = new DataSchema([new FieldSchema("text", FieldKind.Tokens, [4]) { Classes = 4, HasLengths = true }], [new FieldSchema("kind", FieldKind.Labels, []) { Classes = 2 }]);
        var part = new DataPart(10, [new ArrayField<int>(tokens, lengths), new ArrayField<int>(lengths.Select(length => length % 2).ToArray())]);
        var data = new Dataset(new DataDescription("lengths", new string('c', 64), schema, 10, 10, null), part, part) { Prepared = new PreparedRows(null, null, null, [null, null]) };
        var spec = Make.Spec(new EmbeddingLayer { VocabularySize = 4, Units = 3 }, new FlattenLayer(), new DenseLayer { Units = 2 }) with
        {
            Dataset = new DatasetSpec { Name = "lengths" }, Metrics = [], Training = new TrainingSpec { Epochs = 1, BatchSize = new BatchSize(10) },
        };
        using var run = new TrainingRun(Make.Plan(spec, data), data);

        // No row has token 0: its vector stays as it began.
        var before = run.Parameter(0).ToArray();
        run.Advance();
        Assert.Equal(before[..3], run.Parameter(0)[..3].ToArray());
    }

    [Theory]
    [InlineData("#/outputs/0/target", "nothing")]
    [InlineData("#/outputs/0/layer", "nowhere")]
    public void What_names_nothing_is_reported_where_it_stands(string pointer, string name)
    {
        var output = new OutputSpec { Loss = new CrossEntropyLoss(), Layer = pointer.EndsWith("layer", StringComparison.Ordinal) ? name : "kind", Target = pointer.EndsWith("target", StringComparison.Ordinal) ? name : "kind" };
        var errors = new List<SpecError>();
        Assert.Null(RunPlan.Compile(Spec() with { Outputs = [output] }, Data().Description, errors));
        Assert.Contains(errors, error => error.Pointer == pointer);
    }

    [Fact]
    public void Loss_and_outputs_at_once_or_neither_are_errors()
    {
        foreach (var spec in new[] { Spec() with { Loss = new CrossEntropyLoss() }, Spec() with { Outputs = null } })
        {
            var errors = new List<SpecError>();
            Assert.Null(RunPlan.Compile(spec, Data().Description, errors));
            Assert.Contains(errors, error => error.Pointer == "#/loss");
        }
    }

    private static List<IReadOnlyDictionary<string, double>> Train(RunSpec spec, Dataset data)
    {
        using var run = new TrainingRun(Make.Plan(spec, data), data);
        var epochs = new List<IReadOnlyDictionary<string, double>>();
        for (var advance = run.Advance(); advance.Result is null; advance = run.Advance())
        {
            if (advance.Epoch is { } epoch) epochs.Add(epoch.Metrics);
        }

        return epochs;
    }

    private static RunSpec Spec() => new()
    {
        Dataset = new DatasetSpec { Name = "two" },
        Model = new ModelSpec
        {
            Layers =
            [
                new DenseLayer { Id = "left", Inputs = ["a"], Units = 8, Activation = Activation.Tanh },
                new DenseLayer { Id = "right", Inputs = ["b"], Units = 8, Activation = Activation.Tanh },
                new AddLayer { Id = "both", Inputs = ["left", "right"] },
                new DenseLayer { Id = "kind", Inputs = ["both"], Units = 3 },
                new DenseLayer { Id = "size", Inputs = ["both"], Units = 1 },
            ],
        },
        Outputs =
        [
            new OutputSpec { Layer = "kind", Target = "kind", Loss = new CrossEntropyLoss(), Metrics = [new AccuracyMetric()] },
            new OutputSpec { Layer = "size", Target = "size", Loss = new MeanSquaredErrorLoss(), Weight = 0.5 },
        ],
        Optimizer = new AdamOptimizer { LearningRate = 0.02 },
        Training = new TrainingSpec { Epochs = 30, BatchSize = new BatchSize(16) },
    };

    /// <summary>The kind is which of the first input's three numbers is largest; the size is the second input's mean.</summary>
    private static Dataset Data()
    {
        var schema = new DataSchema(
            [new FieldSchema("a", FieldKind.Floats, [3]), new FieldSchema("b", FieldKind.Floats, [4])],
            [new FieldSchema("kind", FieldKind.Labels, []) { Classes = 3 }, new FieldSchema("size", FieldKind.Floats, [1])]);
        var (a, b, kind, size) = (new float[Rows * 3], new float[Rows * 4], new int[Rows], new float[Rows]);
        RandomFill.Normal(a, 0, 1, 1, 1);
        RandomFill.Normal(b, 0, 1, 1, 2);
        for (var row = 0; row < Rows; row++)
        {
            kind[row] = Array.IndexOf(a, a[(row * 3)..(row * 3 + 3)].Max(), row * 3) - row * 3;
            size[row] = b[(row * 4)..(row * 4 + 4)].Average();
        }

        var part = new DataPart(Rows, [new ArrayField<float>(a), new ArrayField<float>(b), new ArrayField<int>(kind), new ArrayField<float>(size)]);
        return new Dataset(new DataDescription("two", new string('c', 64), schema, 70, Rows, null) { ValidationRows = 20 }, part, part)
        {
            Prepared = new PreparedRows([.. Enumerable.Range(0, 70)], [.. Enumerable.Range(70, 20)], null, [null, null, null, null]),
        };
    }
}
