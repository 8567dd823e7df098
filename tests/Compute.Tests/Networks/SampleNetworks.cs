using TrainingService.Contracts.Specs.Layers;

namespace TrainingService.Compute.Tests.Networks;

/// <summary>Small networks for images of [6, 7, 2] and 3 classes that together use every layer.</summary>
internal static class SampleNetworks
{
    public static IReadOnlyList<string> Names { get; } = ["mlp", "conv", "skip", "pool", "smooth"];

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
        _ => throw new ArgumentOutOfRangeException(nameof(name), name, "No such network."),
    };
}
