using TrainingService.Compute.Data;
using TrainingService.Compute.Runtime;
using TrainingService.Contracts.Specs.Layers;

namespace TrainingService.Compute.Tests.Layers;

/// <summary>Small networks of every layer along time, height and width, or depth, with data for them. Activations are smooth, so that slopes are.</summary>
internal static class SpatialNetworks
{
    public static readonly (string Name, int[] Input, LayerSpec[] Layers)[] All =
    [
        ("series", [9, 3], [
            new Conv1DLayer { Filters = 6, KernelSize = 3, Padding = Padding1D.Same, Activation = Activation.Tanh },
            new Conv1DLayer { Filters = 4, KernelSize = 2, Dilation = 2, Padding = Padding1D.Causal, Groups = 2, Activation = Activation.Sigmoid },
            new MaxPool1DLayer { PoolSize = 3, Stride = 2, Padding = new Padding1D(PaddingMode.Explicit, 1) },
            new ConvTranspose1DLayer { Filters = 5, KernelSize = 3, Stride = 2, OutputPadding = 1, Activation = Activation.Tanh },
            new AveragePool1DLayer { PoolSize = 3, Stride = 1, Padding = Padding1D.Same },
            new Upsample1DLayer { Mode = Upsample1DMode.Nearest },
            new GlobalMaxPool1DLayer(),
            new DenseLayer { Units = 4 },
        ]),
        ("strided series", [10, 2], [
            new Conv1DLayer { Filters = 4, KernelSize = 4, Stride = 2, Padding = new Padding1D(PaddingMode.Explicit, 2), Activation = Activation.Tanh },
            new Conv1DLayer { Filters = 3, KernelSize = 2, UseBias = false },
            new GlobalAveragePool1DLayer(),
            new DenseLayer { Units = 4 },
        ]),
        ("unpooled series", [9, 3], [
            new Conv1DLayer { Filters = 4, KernelSize = 2, Activation = Activation.Tanh },
            new MaxPool1DLayer { Id = "p" },
            new Conv1DLayer { Filters = 4, KernelSize = 3, Padding = Padding1D.Same },
            new MaxUnpool1DLayer { Pool = "p" },
            new Upsample1DLayer { Size = 5, Mode = Upsample1DMode.Linear },
            new Conv1DLayer { Filters = 4, KernelSize = 1 },
            new DenseLayer { Units = 4 },
        ]),
        ("volume", [4, 5, 6, 2], [
            new Conv3DLayer { Filters = 4, KernelSize = new Size3D(3, 3, 2), Padding = Padding3D.Same, Activation = Activation.Tanh },
            new Conv3DLayer { Filters = 4, KernelSize = new Size3D(2, 2, 2), Stride = new Size3D(2, 1, 2), Groups = 2, Activation = Activation.Sigmoid },
            new ConvTranspose3DLayer { Filters = 3, KernelSize = new Size3D(2, 2, 3), Stride = new Size3D(2, 1, 2), Activation = Activation.Tanh },
            new MaxPool3DLayer { PoolSize = new Size3D(3, 2, 2), Stride = new Size3D(1, 2, 2), Padding = Padding3D.Same },
            new AveragePool3DLayer { PoolSize = new Size3D(2, 2, 2), Stride = new Size3D(1, 1, 1) },
            new GlobalAveragePool3DLayer(),
            new DenseLayer { Units = 4 },
        ]),
        ("unpooled volume", [3, 5, 4, 2], [
            new Conv3DLayer { Filters = 3, KernelSize = new Size3D(2, 2, 1), Padding = Padding3D.Same, Activation = Activation.Tanh },
            new MaxPool3DLayer { Id = "p", PoolSize = new Size3D(2, 2, 2), Padding = Padding3D.Same },
            new Conv3DLayer { Filters = 3, KernelSize = new Size3D(1, 1, 1) },
            new MaxUnpool3DLayer { Pool = "p" },
            new Conv3DLayer { Filters = 2, KernelSize = new Size3D(2, 2, 2), Activation = Activation.Tanh },
            new GlobalAveragePool3DLayer(),
            new DenseLayer { Units = 4 },
        ]),
        ("volume maximum", [2, 3, 4, 1], [
            new Conv3DLayer { Filters = 3, KernelSize = new Size3D(2, 2, 2), Padding = new Padding3D(PaddingMode.Explicit, 1, 0, 1), Activation = Activation.Tanh },
            new GlobalMaxPool3DLayer(),
            new DenseLayer { Units = 4 },
        ]),
        ("image", [8, 7, 3], [
            new DepthwiseConv2DLayer { KernelSize = new Size2D(3, 3), Padding = Padding2D.Same, DepthMultiplier = 2, Activation = Activation.Tanh },
            new DepthwiseConv2DLayer { KernelSize = new Size2D(2, 3), Stride = new Size2D(1, 2), Activation = Activation.Sigmoid },
            new Conv2DLayer { Filters = 6, KernelSize = new Size2D(1, 1), Groups = 3, Activation = Activation.Tanh },
            new MaxPool2DLayer { Id = "p" },
            new Conv2DLayer { Filters = 6, KernelSize = new Size2D(1, 1) },
            new MaxUnpool2DLayer { Pool = "p" },
            new ConvTranspose2DLayer { Filters = 4, KernelSize = new Size2D(4, 3), Stride = new Size2D(2, 3), Padding = Padding2D.Same, Groups = 2, Activation = Activation.Tanh },
            new Crop2DLayer { Top = 1, Right = 2 },
            new GlobalMaxPool2DLayer(),
            new DenseLayer { Units = 4 },
        ]),
        ("upsampled image", [3, 4, 2], [
            new Conv2DLayer { Filters = 3, KernelSize = new Size2D(2, 2), Activation = Activation.Tanh },
            new Upsample2DLayer { Scale = new Size2D(2, 3), Mode = Upsample2DMode.Bilinear },
            new Conv2DLayer { Filters = 3, KernelSize = new Size2D(3, 3), Padding = Padding2D.Same, Activation = Activation.Tanh },
            new Pad2DLayer { Top = 1, Left = 2 },
            new Upsample2DLayer { Size = new Size2D(7, 9), Mode = Upsample2DMode.Bilinear, AlignCorners = true },
            new Upsample2DLayer(),
            new ConvTranspose2DLayer { Filters = 2, KernelSize = new Size2D(2, 2), UseBias = false },
            new GlobalAveragePool2DLayer(),
            new DenseLayer { Units = 4 },
        ]),
    ];

    public static (string Name, int[] Input, LayerSpec[] Layers) Find(string name) => All.Single(network => network.Name == name);

    /// <summary>Real steps of the rows that <see cref="Data"/> makes.</summary>
    public static int[] Lengths(int steps, int rows) => [.. Enumerable.Range(0, rows).Select(row => (row * 7 + 3) % (steps + 1))];

    /// <summary>Random rows of a shape with labels of 4 classes; with lengths, rows of 0 to all steps, and numbers behind their ends.</summary>
    public static Dataset Data(int[] shape, int rows, bool withLengths)
    {
        var schema = new DataSchema(
            [new FieldSchema("input", FieldKind.Floats, shape) { HasLengths = withLengths }],
            [new FieldSchema("target", FieldKind.Labels, []) { Classes = 4 }]);
        var features = new float[rows * schema.FeatureCount];
        RandomFill.Normal(features, 0, 0.7, 3, 0);
        var lengths = Lengths(shape[0], rows);
        int[] labels = [.. Enumerable.Range(0, rows).Select(row => row * 3 % 4)];
        var part = new DataPart(rows, [withLengths ? new ArrayField<float>(features, lengths) : new ArrayField<float>(features), new ArrayField<int>(labels)]);
        return new Dataset(new DataDescription("made up", new string('c', 64), schema, rows, rows, null), part, part);
    }
}
