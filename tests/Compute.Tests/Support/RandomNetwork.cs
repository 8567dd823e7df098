using TrainingService.Compute.Runtime;
using TrainingService.Contracts.Specs.Layers;

namespace TrainingService.Compute.Tests.Support;

/// <summary>Networks made up from a seed: valid for 8 x 8 images, of every layer there is, in odd sizes.</summary>
internal sealed class RandomNetwork(uint seed)
{
    private uint draws;

    public LayerSpec[] Layers(int classes)
    {
        var layers = new List<LayerSpec>();
        var size = 8;
        for (var depth = Below(4); depth >= 0; depth--)
        {
            var kernel = 1 + Below(Math.Min(size, 4));
            switch (Below(6))
            {
                case 0 when size >= 2:
                    layers.Add(new MaxPool2DLayer { PoolSize = new Size2D(2, 2), Stride = Below(2) == 0 ? null : new Size2D(1, 1) });
                    size = ((MaxPool2DLayer)layers[^1]).Stride is null ? size / 2 : size - 1;
                    break;
                case 1 when size >= 2:
                    layers.Add(new AveragePool2DLayer { PoolSize = new Size2D(2, 2) });
                    size /= 2;
                    break;
                case 2:
                    AddSkip(layers, kernel);
                    break;
                case 3 when size >= 4:
                    // Enough channels for fast convolution, which the second of them is.
                    layers.Add(Conv(16 + Below(9), 3) with { KernelSize = new Size2D(3, 3), Padding = Padding2D.Same });
                    layers.Add(Conv(16 + Below(20), 3) with { KernelSize = new Size2D(3, 3), Padding = Padding2D.Same });
                    break;
                default:
                    var stride = 1 + Below(2);
                    layers.Add(Conv(1 + Below(20), kernel) with { Stride = new Size2D(stride, stride), Padding = Padding2D.Same });
                    size = (size + stride - 1) / stride;
                    break;
            }

            if (Below(3) == 0) layers.Add(new DropoutLayer { Rate = 0.3 });
        }

        layers.Add(Below(2) == 0 ? new GlobalAveragePool2DLayer() : new FlattenLayer());
        layers.Add(new DenseLayer { Units = 1 + Below(40), Activation = Any(), UseBias = Below(3) > 0 });
        layers.Add(new DenseLayer { Units = classes });
        return [.. layers];
    }

    public int Below(int limit) => (int)(Philox.Block(draws++, 0, 0, 0, Philox.Key(seed, 0)).Word0 % (uint)limit);

    private void AddSkip(List<LayerSpec> layers, int kernel)
    {
        var (channels, a, b) = (1 + Below(9), $"a{layers.Count}", $"b{layers.Count}");
        layers.Add(Conv(channels, kernel) with { Id = a, Padding = Padding2D.Same });
        layers.Add(Conv(channels, 1 + Below(3)) with { Id = b, Padding = Padding2D.Same, Dilation = new Size2D(1 + Below(2), 1) });
        layers.Add(new AddLayer { Inputs = [a, b] });
    }

    // Smooth activations only: at a kink the float and the double side may take different slopes.
    private Conv2DLayer Conv(int filters, int kernel) => new() { Filters = filters, KernelSize = new Size2D(kernel, 1 + Below(kernel)), Activation = Any(), UseBias = Below(3) > 0 };

    private Activation Any() => Below(6) switch
    {
        0 => Activation.Linear,
        1 => Activation.Tanh,
        2 => Activation.Gelu,
        3 => Activation.Silu,
        4 => Activation.Softplus,
        _ => Activation.Sigmoid,
    };
}
