using TrainingService.Compute.Data;
using TrainingService.Compute.Planning;
using TrainingService.Compute.Specs;
using TrainingService.Compute.Tests.Support;
using TrainingService.Contracts.Datasets;
using TrainingService.Contracts.Specs.Datasets;
using TrainingService.Contracts.Specs;
using TrainingService.Contracts.Specs.Layers;
using TrainingService.Contracts.Specs.Losses;
using TrainingService.Contracts.Specs.Metrics;
using TrainingService.Contracts.Specs.Optimizers;
using TrainingService.Contracts.Validation;

namespace TrainingService.Compute.Tests.Specs;

public sealed class RunPlanTests
{
    private static readonly DataDescription Images = Description(new DataSchema([28, 28, 1], TargetKind.Class, 10));
    private static readonly DataDescription Numbers = Description(new DataSchema([4], TargetKind.Numbers, 1));

    [Fact]
    public void LeNet_is_described_layer_by_layer_as_in_the_textbook()
    {
        var report = RunPlan.Compile(LeNet(), Images, new List<SpecError>())!.Describe();
        Assert.Equal(
            ["[28, 28, 6]", "[14, 14, 6]", "[10, 10, 16]", "[5, 5, 16]", "[400]", "[120]", "[84]", "[10]"],
            report.Layers.Select(layer => $"[{string.Join(", ", layer.OutputShape)}]"));
        Assert.Equal([156, 0, 2416, 0, 0, 48120, 10164, 850], report.Layers.Select(layer => layer.Parameters));
        Assert.Equal(61706, report.Parameters);

        // Forward, weight gradient, and input gradient of all but the first layer: 2.264 MFLOP as the peer's harness counts them.
        Assert.InRange(report.FlopsPerSample, 2_263_000, 2_265_000);
        Assert.Equal(60000 / 64 + 1, report.StepsPerEpoch);
        var memory = report.Memory;
        Assert.Equal(memory.Total, memory.Parameters + memory.Gradients + memory.OptimizerState + memory.PackedWeights + memory.Activations);
        Assert.InRange(memory.Parameters, 61706 * 4, 61706 * 4 + 10 * 512);
    }

    [Fact]
    public void Resolved_spec_names_version_stratification_and_strides()
    {
        var spec = LeNet() with { Dataset = new DatasetSpec { Name = "images", Validation = new ValidationSpec { Fraction = 0.1 } } };
        var resolved = RunPlan.Compile(spec, Images, new List<SpecError>())!.Spec;
        Assert.Equal("images", resolved.Name);
        Assert.Equal(Images.Version, resolved.Dataset.Version);
        Assert.True(resolved.Dataset.Validation!.Stratify);
        Assert.Equal(new Size2D(2, 2), ((AveragePool2DLayer)resolved.Model.Layers[1]).Stride);
    }

    [Fact]
    public void A_smaller_last_batch_that_needs_more_scratch_than_the_full_one_gets_it()
    {
        // 60,016 rows in batches of 32 end with one of 16, whose weight gradient is split into more blocks than that of 32.
        var data = Images with { TrainingRows = 60016 };
        var spec = LeNet() with { Training = new TrainingSpec { BatchSize = new BatchSize(32) } };
        var plan = RunPlan.Compile(spec, data, new List<SpecError>())!;
        Assert.Equal([32, 16], plan.Training.Graphs.Keys.OrderDescending());
        Assert.All(plan.Training.Graphs.Values, step =>
        {
            var alone = MemoryPlan.For(step.Graph, plan.Kernels);
            Assert.True(alone.ScratchBytes <= plan.ScratchBytes);
            Assert.Empty(alone.Packings.Except(plan.Packings));
        });
    }

    [Theory]
    [InlineData(Activation.Softmax, "#/model/layers/0/activation")]
    [InlineData(Activation.LogSoftmax, "#/model/layers/0/activation")]
    [InlineData(Activation.Linear, "#/model/layers/1/type")]
    public void A_softmax_before_a_loss_that_applies_it_itself_is_reported(Activation activation, string pointer)
    {
        LayerSpec[] layers = [new DenseLayer { Units = 10, Activation = activation }];
        if (activation == Activation.Linear) layers = [.. layers, new SoftmaxLayer()];
        var errors = new List<SpecError>();
        Assert.Null(RunPlan.Compile(LeNet() with { Model = new ModelSpec { Layers = layers } }, Images, errors));
        Assert.Equal((pointer, "conflict"), (errors.Single().Pointer, errors.Single().Code));
        Assert.Contains("logits", errors.Single().Detail, StringComparison.Ordinal);
    }

    [Fact]
    public void Batch_norm_of_features_in_batches_of_one_row_is_reported()
    {
        var spec = LeNet() with
        {
            Model = new ModelSpec { Layers = [new DenseLayer { Units = 8 }, new BatchNormLayer(), new DenseLayer { Units = 10 }] },
            Training = new TrainingSpec { BatchSize = new BatchSize(1) },
        };
        var errors = new List<SpecError>();
        Assert.Null(RunPlan.Compile(spec, Images, errors));
        Assert.Equal("#/training/batch_size", errors.Single().Pointer);
        errors.Clear();
        var plan = RunPlan.Compile(spec with { Training = new TrainingSpec { BatchSize = new BatchSize(2) } }, Images, errors)!;

        // Scale and offset, but not the running statistics: they are not trained.
        Assert.Equal(16, plan.Describe().Layers[1].Parameters);
    }

    [Fact]
    public void Full_batch_takes_the_whole_training_part()
    {
        var spec = Small(Images, new DenseLayer { Units = 10 }) with { Training = new TrainingSpec { BatchSize = BatchSize.Full } };
        Assert.Equal(1, RunPlan.Compile(spec, Images, new List<SpecError>())!.Describe().StepsPerEpoch);
    }

    public static TheoryData<string, RunSpec, DataDescription, string> Wrong => new()
    {
        { "#/model/layers/0/kernel_size", Small(Images, new Conv2DLayer { Filters = 2, KernelSize = new Size2D(29, 3) }, Dense(10)), Images, "29x3 cells" },
        { "#/model/layers/1/kernel_size", Small(Images, new MaxPool2DLayer { PoolSize = new Size2D(14, 14) }, Conv(3), Dense(10)), Images, "only 2x2" },
        { "#/model/layers/1", Small(Images, new FlattenLayer(), Conv(3), Dense(10)), Images, "takes an image" },
        { "#/model/layers/0/padding", Small(Images, new MaxPool2DLayer { Padding = Padding2D.Explicit(2, 2) }, Dense(10)), Images, "padding" },
        { "#/model/layers/1", Small(Images, Dense(1 << 20), Dense(1 << 20), Dense(10)), Images, "1,099,511,627,776 parameters" },
        { "#/model/layers/0", Small(Images, new Conv2DLayer { Filters = 1 << 20, KernelSize = new Size2D(1, 1) }, Dense(10)), Images, "numbers" },
        { "#/model/layers/0", Small(Images, Conv(3)), Images, "ends with [26, 26, 2]" },
        { "#/model/layers/0", Small(Images, Dense(9)), Images, "9 output(s), but the dataset has 10 classes" },
        { "#/model/layers", Small(Images, new FlattenLayer(), new GlobalAveragePool2DLayer()), Images, null! },
        { "#/model/layers/1/inputs/0", Small(Images, Dense(8) with { Id = "first" }, Dense(10) with { Inputs = ["frist"] }), Images, "frist" },
        { "#/model/layers/1/id", Small(Images, Dense(8) with { Id = "a" }, Dense(10) with { Id = "a" }), Images, "already" },
        { "#/model/layers/0", Small(Images, Dense(8) with { Id = "a" }, Dense(10) with { Inputs = ["input"] }), Images, "No later layer" },
        { "#/model/layers/2/inputs", Small(Images, Dense(8) with { Id = "a" }, Dense(9) with { Id = "b" }, new AddLayer { Inputs = ["a", "b"] }, Dense(10)), Images, "[8] and [9]" },
        { "#/model/layers/1/inputs", Small(Images, Dense(8), new AddLayer(), Dense(10)), Images, "1 input(s)" },
        { "#/loss", Small(Numbers, Dense(1)), Numbers, "class labels" },
        { "#/metrics/0", Small(Numbers, Dense(1)) with { Loss = new MeanSquaredErrorLoss(), Metrics = [new AccuracyMetric()] }, Numbers, "for classes" },
        { "#/training/early_stopping/monitor", Small(Images, Dense(10)) with { Training = new TrainingSpec { EarlyStopping = new EarlyStoppingSpec() } }, Images, "dataset.validation" },
        { "#/dataset/validation/fraction", Small(Images, Dense(10)) with { Dataset = new DatasetSpec { Name = "x", Validation = new ValidationSpec { Fraction = 0.000001 } } }, Images, "0 to validate on" },
        { "#/optimizer/nesterov", Small(Images, Dense(10)) with { Optimizer = new SgdOptimizer { Nesterov = true } }, Images, "momentum" },
        { "#/device", Small(Images, Dense(10)) with { Device = DeviceKind.Gpu }, Images, "processor" },
    };

    [Theory]
    [MemberData(nameof(Wrong))]
    public void What_does_not_fit_is_reported_where_it_stands(string pointer, RunSpec spec, DataDescription data, string? text)
    {
        var errors = new List<SpecError>();
        Assert.Null(RunPlan.Compile(spec, data, errors));
        Assert.Contains(errors, error => error.Pointer.StartsWith(pointer, StringComparison.Ordinal) && (text is null || error.Detail.Contains(text, StringComparison.Ordinal)));
        Assert.All(errors, error => Assert.NotNull(error.Expected));
    }

    [Fact]
    public void All_that_is_wrong_is_said_at_once()
    {
        var spec = Small(Images, Conv(40), Dense(10)) with
        {
            Device = DeviceKind.Gpu,
            Training = new TrainingSpec { EarlyStopping = new EarlyStoppingSpec { Monitor = "val_los" } },
        };
        var errors = new List<SpecError>();
        Assert.Null(RunPlan.Compile(spec, Images, errors));
        Assert.Equal(
            ["#/device", "#/model/layers/0/kernel_size", "#/training/early_stopping/monitor"], errors.Select(error => error.Pointer).Order(StringComparer.Ordinal));
    }

    [Fact]
    public void A_layer_that_could_not_be_read_hides_no_error_elsewhere()
    {
        var spec = Small(Images, Dense(10)) with { Model = new ModelSpec { Layers = [null!, Dense(10)] }, Device = DeviceKind.Gpu };
        var errors = new List<SpecError>();
        Assert.Null(RunPlan.Compile(spec, Images, errors));
        Assert.Equal(["#/device"], errors.Select(error => error.Pointer));
    }

    private static DataDescription Description(DataSchema schema) => new("images", new string('b', 64), schema, 60000, 10000, null);

    private static DenseLayer Dense(int units) => new() { Units = units };

    private static Conv2DLayer Conv(int size) => new() { Filters = 2, KernelSize = new Size2D(size, size) };

    private static RunSpec Small(DataDescription data, params LayerSpec[] layers) =>
        Make.Spec(layers) with { Dataset = new DatasetSpec { Name = data.Name }, Metrics = [], Training = new TrainingSpec() };

    private static RunSpec LeNet() => Small(
        Images,
        new Conv2DLayer { Filters = 6, KernelSize = new Size2D(5, 5), Padding = Padding2D.Same, Activation = Activation.Relu },
        new AveragePool2DLayer(),
        new Conv2DLayer { Filters = 16, KernelSize = new Size2D(5, 5), Activation = Activation.Relu },
        new AveragePool2DLayer(),
        new FlattenLayer(),
        Dense(120) with { Activation = Activation.Relu },
        Dense(84) with { Activation = Activation.Relu },
        Dense(10)) with { Training = new TrainingSpec { BatchSize = new BatchSize(64) } };
}
