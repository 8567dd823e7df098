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

    private static (string Hash, double Loss, double TestLoss) Run(AugmentationSpec[] augmentation, int threads, double learningRate, LossSpec? loss = null)
    {
        var data = Images();
        var errors = new List<SpecError>();
        var plan = RunPlan.Compile(Spec(augmentation, loss ?? new CrossEntropyLoss(), learningRate), data.Description, errors);
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

    private static RunSpec Spec(AugmentationSpec[] augmentation, LossSpec loss, double learningRate) =>
        Make.Spec(new Conv2DLayer { Filters = 3, KernelSize = new(3, 3) }, new FlattenLayer(), new DenseLayer { Units = 3 }) with
        {
            Dataset = new DatasetSpec { Name = "images", Augmentation = augmentation },
            Loss = loss,
            Metrics = [],
            Optimizer = new Contracts.Specs.Optimizers.SgdOptimizer { LearningRate = learningRate },
            Training = new TrainingSpec { Epochs = 2, BatchSize = new BatchSize(16) },
        };

    private static Dataset Images()
    {
        byte[] pixels = [.. Enumerable.Range(0, 50 * 192).Select(i => (byte)(i * 2654435761 >> 24))];
        int[] labels = [.. Enumerable.Range(0, 50).Select(i => i % 3)];
        var schema = new DataSchema([8, 8, 3], Contracts.Datasets.TargetKind.Class, 3, FieldKind.Bytes);
        var part = DataPart.FromBytes(pixels, labels);
        return new Dataset(new DataDescription("images", new string('a', 64), schema, 50, 50, null), part, part);
    }
}
