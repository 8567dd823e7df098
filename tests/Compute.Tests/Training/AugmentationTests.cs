using TrainingService.Compute.Data;
using TrainingService.Compute.Specs;
using TrainingService.Compute.Tests.Support;
using TrainingService.Compute.Training;
using TrainingService.Contracts.Specs;
using TrainingService.Contracts.Specs.Datasets;
using TrainingService.Contracts.Specs.Datasets.Augmentation;
using TrainingService.Contracts.Specs.Layers;
using TrainingService.Contracts.Specs.Losses;
using TrainingService.Contracts.Validation;

namespace TrainingService.Compute.Tests.Training;

public sealed class AugmentationTests
{
    private static readonly AugmentationSpec[] All =
    [
        new FlipAugmentation(), new CropAugmentation(), new ShiftAugmentation(), new RotateAugmentation(), new ScaleAugmentation(), new CutoutAugmentation(),
        new NoiseAugmentation(),
    ];

    public static TheoryData<int> Kinds => [.. Enumerable.Range(0, All.Length)];

    [Theory]
    [MemberData(nameof(Kinds))]
    public void Training_changes_while_evaluation_of_the_same_weights_does_not(int kind)
    {
        // With a learning rate of next to nothing the weights stay: what differs is the data trained on.
        var (plain, augmented) = (Run([], 1, 1e-12), Run([All[kind]], 1, 1e-12));
        Assert.NotEqual(plain.Loss, augmented.Loss);
        Assert.Equal(plain.TestLoss, augmented.TestLoss, 1e-6);
    }

    [Fact]
    public void The_draws_are_the_same_on_any_number_of_threads()
    {
        var one = Run(All, 1, 0.01);
        Assert.Equal(one.Hash, Run(All, 2, 0.01).Hash);
        Assert.Equal(one.Hash, Run(All, 5, 0.01).Hash);
    }

    [Theory]
    [InlineData("series")]
    [InlineData("text")]
    [InlineData("mixed images")]
    public void Changes_of_series_and_texts_and_mixed_rows_are_the_same_on_any_number_of_threads(string kind)
    {
        var (data, spec) = kind switch
        {
            "series" => (Series(), Spec([new JitterAugmentation(), new AmplitudeAugmentation()], new CrossEntropyLoss(), 0.01, new FlattenLayer(), new DenseLayer { Units = 3 })),
            "text" => (Tokens(), Spec([new TokenDropoutAugmentation()], new CrossEntropyLoss(), 0.01, new EmbeddingLayer { VocabularySize = 11, Units = 4 }, new FlattenLayer(), new DenseLayer { Units = 3 })),
            _ => (Images(), Spec([.. All, new MixupAugmentation()], new CrossEntropyLoss(), 0.01)),
        };
        var one = Run(data, spec, 1).Hash;
        Assert.NotEqual(one, Run(data, spec with { Dataset = spec.Dataset with { Augmentation = [] } }, 1).Hash);
        Assert.Equal(one, Run(data, spec, 2).Hash);
        Assert.Equal(one, Run(data, spec, 5).Hash);
    }

    [Fact]
    public void Mixup_takes_losses_over_shares_of_classes_and_refuses_others()
    {
        Assert.NotEmpty(Run([new MixupAugmentation()], 1, 0.01, new MeanSquaredErrorLoss()).Hash);
        Assert.NotEqual(Run([], 1, 0.01, new CrossEntropyLoss()).Hash, Run([new MixupAugmentation()], 1, 0.01, new CrossEntropyLoss()).Hash);
        var errors = Errors([new MixupAugmentation()], new MulticlassHingeLoss());
        Assert.Equal(("#/dataset/augmentation/0", "target_mismatch"), (Assert.Single(errors).Pointer, errors[0].Code));
    }

    [Fact]
    public void What_does_not_go_with_the_data_is_refused()
    {
        var errors = Errors([new TokenDropoutAugmentation(), new JitterAugmentation(), new FlipAugmentation { Input = "mask" }], new CrossEntropyLoss());
        Assert.Equal(
            ["#/dataset/augmentation/0 type_mismatch", "#/dataset/augmentation/1 type_mismatch", "#/dataset/augmentation/2/input unknown_field"],
            errors.Select(error => $"{error.Pointer} {error.Code}"));
    }

    private static List<SpecError> Errors(AugmentationSpec[] augmentation, LossSpec loss)
    {
        var errors = new List<SpecError>();
        Assert.Null(RunPlan.Compile(Spec(augmentation, loss, 0.01), Images().Description, errors));
        return errors;
    }

    private static (string Hash, double Loss, double TestLoss) Run(AugmentationSpec[] augmentation, int threads, double learningRate, LossSpec? loss = null) =>
        Run(Images(), Spec(augmentation, loss ?? new CrossEntropyLoss(), learningRate), threads);

    private static (string Hash, double Loss, double TestLoss) Run(Dataset data, RunSpec spec, int threads)
    {
        var errors = new List<SpecError>();
        var plan = RunPlan.Compile(spec, data.Description, errors);
        Assert.Empty(errors);
        using var run = new TrainingRun(plan!, data, new ComputeOptions { Threads = threads });
        var trained = 0.0;
        while (true)
        {
            var advance = run.Advance();
            if (advance.Epoch is { } epoch) trained = epoch.Metrics["loss"];
            if (advance.Result is { } result) return (result.WeightsSha256, trained, result.TestMetrics["test_loss"]);
        }
    }

    private static RunSpec Spec(AugmentationSpec[] augmentation, LossSpec loss, double learningRate, params LayerSpec[] layers) =>
        Make.Spec(layers.Length > 0 ? layers : [new Conv2DLayer { Filters = 3, KernelSize = new(3, 3) }, new FlattenLayer(), new DenseLayer { Units = 3 }]) with
        {
            Dataset = new DatasetSpec { Name = "data", Augmentation = augmentation },
            Loss = loss,
            Metrics = [],
            Optimizer = new Contracts.Specs.Optimizers.SgdOptimizer { LearningRate = learningRate },
            Training = new TrainingSpec { Epochs = 2, BatchSize = new BatchSize(16) },
        };

    private static Dataset Series()
    {
        float[] steps = [.. Enumerable.Range(0, 50 * 16).Select(i => i * 37 % 101 / 100f)];
        var part = DataPart.FromFloats(steps, Labels());
        return new Dataset(new DataDescription("data", new string('a', 64), new DataSchema([8, 2], Contracts.Datasets.TargetKind.Class, 3), 50, 50, null), part, part);
    }

    private static Dataset Tokens()
    {
        var schema = new DataSchema(
            [new FieldSchema(DataSchema.DefaultInput, FieldKind.Tokens, [8]) { Classes = 11 }], [new FieldSchema(DataSchema.DefaultTarget, FieldKind.Labels, []) { Classes = 3 }]);
        var part = new DataPart(50, [new ArrayField<int>(Enumerable.Range(0, 50 * 8).Select(i => i * 37 % 11).ToArray()), new ArrayField<int>(Labels())]);
        return new Dataset(new DataDescription("data", new string('a', 64), schema, 50, 50, null), part, part);
    }

    private static int[] Labels() => [.. Enumerable.Range(0, 50).Select(i => i % 3)];

    private static Dataset Images()
    {
        byte[] pixels = [.. Enumerable.Range(0, 50 * 192).Select(i => (byte)(i * 2654435761 >> 24))];
        var schema = new DataSchema([8, 8, 3], Contracts.Datasets.TargetKind.Class, 3, FieldKind.Bytes);
        var part = DataPart.FromBytes(pixels, Labels());
        return new Dataset(new DataDescription("data", new string('a', 64), schema, 50, 50, null), part, part);
    }
}
