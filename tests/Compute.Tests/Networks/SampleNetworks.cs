using TrainingService.Compute.Data;
using TrainingService.Compute.Ops.Losses;
using TrainingService.Compute.Planning;
using TrainingService.Compute.Specs;
using TrainingService.Contracts.Datasets;
using TrainingService.Contracts.Specs.Layers;
using TrainingService.Contracts.Validation;

namespace TrainingService.Compute.Tests.Networks;

/// <summary>Small networks for images of [6, 7, 2] and 3 classes that together use every layer.</summary>
internal static class SampleNetworks
{
    private static readonly DataSchema Schema = new([6, 7, 2], TargetKind.Class, 3);

    public static IReadOnlyList<string> Names { get; } = ["mlp", "conv", "skip", "pool", "smooth", "norm", "gate", "encoder", "merge", "residual", "shortcut"];

    /// <summary>A training step of one of them, for batches of 4.</summary>
    public static StepGraph Step(string name, bool fuse)
    {
        var errors = new List<SpecError>();
        var network = new NetworkCompiler(Schema.Inputs, errors).Compile(Layers(name));
        Assert.Empty(errors);
        return StepGraph.Build(network!, Schema, [new Objective(1, training => new SoftmaxCrossEntropyOp(training))], batch: 4, training: true, fuse);
    }

    public static LayerSpec[] Layers(string name) => name switch
    {
        "mlp" => [new DenseLayer { Units = 5, Activation = Activation.Tanh }, new DenseLayer { Units = 4, Activation = Activation.Sigmoid }, new DenseLayer { Units = 3 }],
        "conv" =>
        [
            new Conv2DLayer { Filters = 3, KernelSize = new Size2D(3, 2), Stride = new Size2D(2, 1), Padding = Padding2D.Same, Activation = Activation.Tanh },
            new Conv2DLayer { Filters = 2, KernelSize = new Size2D(2, 2), Dilation = new Size2D(1, 2), Activation = Activation.Sigmoid },
            new DenseLayer { Units = 3, UseBias = false },
        ],
        "skip" =>
        [
            new DenseLayer { Id = "a", Units = 4, Activation = Activation.Tanh },
            new DenseLayer { Id = "b", Units = 4, Activation = Activation.Sigmoid },
            new AddLayer { Inputs = ["a", "b", "a"] },
            new DropoutLayer { Rate = 0.3 },
            new DenseLayer { Units = 3 },
        ],
        "pool" =>
        [
            new Conv2DLayer { Filters = 3, KernelSize = new Size2D(3, 3), Activation = Activation.Tanh },
            new AveragePool2DLayer { PoolSize = new Size2D(2, 2), Stride = new Size2D(1, 1) },
            new Conv2DLayer { Filters = 3, KernelSize = new Size2D(1, 1) },
            new LeakyReluLayer { NegativeSlope = 0.2 },
            new MaxPool2DLayer { PoolSize = new Size2D(2, 2), Stride = new Size2D(1, 1) },
            new GlobalAveragePool2DLayer(),
            new DenseLayer { Units = 3 },
        ],
        "smooth" =>
        [
            new Conv2DLayer { Filters = 3, KernelSize = new Size2D(3, 3), Activation = Activation.Silu },
            new Conv2DLayer { Filters = 3, KernelSize = new Size2D(2, 2), Activation = Activation.Gelu },
            new HardSiluLayer(),
            new DenseLayer { Units = 6, Activation = Activation.Softmax },
            new DenseLayer { Units = 5, Activation = Activation.GeluTanh },
            new DenseLayer { Units = 5, Activation = Activation.Softplus },
            new EluLayer { Alpha = 0.4 },
            new DenseLayer { Units = 5, Activation = Activation.Selu },
            new DenseLayer { Units = 4, Activation = Activation.LogSoftmax },
            new DenseLayer { Units = 3 },
        ],
        "norm" =>
        [
            new Conv2DLayer { Id = "a", Filters = 4, KernelSize = new Size2D(3, 3), Padding = Padding2D.Same, UseBias = false },
            new BatchNormLayer(),
            new TanhLayer(),
            new Conv2DLayer { Id = "b", Filters = 4, KernelSize = new Size2D(3, 3), Padding = Padding2D.Same },
            new GroupNormLayer { Groups = 2 },
            new SigmoidLayer { Id = "s" },
            new AddLayer { Inputs = ["a", "s"] },
            new InstanceNormLayer { Affine = true },
            new LayerNormLayer { Axes = 3 },
            new Conv2DLayer { Filters = 3, KernelSize = new Size2D(2, 2), Activation = Activation.Gelu },
            new RmsNormLayer(),
            new DenseLayer { Units = 6 },
            new BatchNormLayer { Affine = false },
            new DenseLayer { Units = 3 },
        ],
        "gate" =>
        [
            new Conv2DLayer { Id = "x", Filters = 4, KernelSize = new Size2D(3, 3), Activation = Activation.Tanh },
            new GlobalAveragePool2DLayer(),
            new DenseLayer { Units = 2, Activation = Activation.Silu },
            new DenseLayer { Id = "gate", Units = 4, Activation = Activation.Sigmoid },
            new MultiplyLayer { Id = "scaled", Inputs = ["x", "gate"] },
            new Conv2DLayer { Id = "mask", Filters = 1, KernelSize = new Size2D(1, 1), Activation = Activation.Sigmoid },
            new SubtractLayer { Inputs = ["scaled", "mask"] },
            new SpatialDropoutLayer { Rate = 0.3 },
            new GaussianNoiseLayer { Std = 0.2 },
            new DenseLayer { Units = 3 },
        ],
        "encoder" =>
        [
            new ReshapeLayer { Shape = [6, -1] },
            new PermuteLayer { Axes = [1, 0] },
            new DenseLayer { Id = "x", Units = 5, PerPosition = true, Activation = Activation.Gelu },
            new LayerNormLayer(),
            new DenseLayer { Units = 7, PerPosition = true, Activation = Activation.Softmax },
            new DenseLayer { Id = "y", Units = 5, PerPosition = true },
            new AddLayer { Inputs = ["x", "y"] },
            new RmsNormLayer(),
            new FlattenLayer(),
            new DenseLayer { Units = 4 },
            new RepeatVectorLayer { Times = 3 },
            new DenseLayer { Units = 2, PerPosition = true, Activation = Activation.Tanh },
            new DenseLayer { Units = 3 },
        ],
        "merge" =>
        [
            new Conv2DLayer { Id = "a", Filters = 2, KernelSize = new Size2D(3, 3), Padding = Padding2D.Same, Activation = Activation.Tanh },
            new Conv2DLayer { Id = "b", Filters = 2, KernelSize = new Size2D(3, 3), Padding = Padding2D.Same, Activation = Activation.Sigmoid },
            new ConcatLayer { Id = "c", Inputs = ["a", "b", "input"] },
            new Conv2DLayer { Id = "d", Filters = 2, KernelSize = new Size2D(2, 2), Padding = Padding2D.Same },
            new AverageLayer { Id = "e", Inputs = ["a", "b", "d"] },
            new MaximumLayer { Id = "f", Inputs = ["d", "b"] },
            new MinimumLayer { Id = "g", Inputs = ["a", "d", "b"] },
            new ConcatLayer { Inputs = ["e", "f", "g"], Axis = 0 },
            new Conv2DLayer { Filters = 3, KernelSize = new Size2D(4, 3), Stride = new Size2D(3, 3), Activation = Activation.Softplus },
            new DenseLayer { Units = 3 },
        ],
        "residual" =>
        [
            new Conv2DLayer { Id = "stem", Filters = 4, KernelSize = new Size2D(3, 3), Padding = Padding2D.Same, Activation = Activation.Gelu },
            new Conv2DLayer { Filters = 4, KernelSize = new Size2D(3, 3), Padding = Padding2D.Same, UseBias = false },
            new BatchNormLayer(),
            new SiluLayer(),
            new Conv2DLayer { Filters = 4, KernelSize = new Size2D(3, 3), Padding = Padding2D.Same, UseBias = false },
            new BatchNormLayer { Id = "branch" },
            new AddLayer { Inputs = ["stem", "branch"] },
            new TanhLayer { Id = "block" },
            new Conv2DLayer { Filters = 6, KernelSize = new Size2D(3, 3), Stride = new Size2D(2, 2), Padding = Padding2D.Same, UseBias = false },
            new BatchNormLayer { Id = "main" },
            new Conv2DLayer { Id = "short", Filters = 6, KernelSize = new Size2D(1, 1), Stride = new Size2D(2, 2), Inputs = ["block"] },
            new AddLayer { Inputs = ["main", "short"] },
            new SigmoidLayer(),
            new FlattenLayer(),
            new DenseLayer { Units = 3 },
        ],
        "shortcut" =>
        [
            new ReshapeLayer { Shape = [6, -1] },
            new DenseLayer { Units = 4, PerPosition = true, Activation = Activation.Tanh },
            new TransformerEncoderLayer { Heads = 2, FeedForwardUnits = 5, Activation = Activation.Sigmoid },
            new DenseLayer { Id = "a", Units = 4, Activation = Activation.Tanh },
            new DenseLayer { Id = "b", Units = 4 },
            new AddLayer { Inputs = ["a", "b"] },
            new DenseLayer { Units = 3 },
        ],
        _ => throw new ArgumentOutOfRangeException(nameof(name), name, "No such network."),
    };
}
