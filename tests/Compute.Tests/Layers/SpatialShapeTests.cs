using TrainingService.Contracts.Specs.Layers;

namespace TrainingService.Compute.Tests.Layers;

public sealed class SpatialShapeTests
{
    private static readonly Size2D Three = new(3, 3);

    public static TheoryData<int[], int[], LayerSpec[]> Right => new()
    {
        { [9, 3], [4, 8], [new Conv1DLayer { Filters = 8, KernelSize = 3, Stride = 2 }] },
        { [9, 3], [9, 8], [new Conv1DLayer { Filters = 8, KernelSize = 4, Padding = Padding1D.Causal }] },
        { [8, 9, 10, 2], [4, 5, 5, 6], [new Conv3DLayer { Filters = 6, KernelSize = new Size3D(3, 3, 3), Stride = new Size3D(2, 2, 2), Padding = Padding3D.Same }] },
        { [8, 8, 4], [6, 6, 12], [new DepthwiseConv2DLayer { KernelSize = Three, DepthMultiplier = 3 }] },
        { [4, 5, 2], [8, 10, 3], [new ConvTranspose2DLayer { Filters = 3, KernelSize = Three, Stride = new Size2D(2, 2), Padding = Padding2D.Same }] },
        { [4, 5, 2], [8, 10, 3], [new ConvTranspose2DLayer { Filters = 3, KernelSize = Three, Stride = new Size2D(2, 2), Padding = Padding2D.Explicit(1, 1), OutputPadding = new Extra2D(1, 1) }] },
        { [4, 2], [11, 3], [new ConvTranspose1DLayer { Filters = 3, KernelSize = 3, Dilation = 2, Stride = 2 }] },
        { [9, 3], [4, 3], [new MaxPool1DLayer()] },
        { [5, 6, 7, 2], [3, 3, 4, 2], [new AveragePool3DLayer { Padding = Padding3D.Same }] },
        { [9, 3], [9, 3], [new MaxPool1DLayer { Id = "p" }, new MaxUnpool1DLayer { Pool = "p" }] },
        { [5, 6, 7, 2], [5, 6, 7, 2], [new MaxPool3DLayer { Id = "p" }, new MaxUnpool3DLayer { Pool = "p" }] },
        { [9, 3], [18, 3], [new Upsample1DLayer()] },
        { [4, 5, 3], [8, 15, 3], [new Upsample2DLayer { Scale = new Size2D(2, 3) }] },
        { [4, 5, 3], [7, 6, 3], [new Pad2DLayer { Top = 1, Bottom = 2, Right = 1 }] },
        { [4, 5, 3], [1, 4, 3], [new Crop2DLayer { Top = 1, Bottom = 2, Right = 1 }] },
    };

    [Theory]
    [MemberData(nameof(Right))]
    public void A_layer_gives_the_shape_that_its_formula_says(int[] input, int[] output, LayerSpec[] layers)
    {
        var network = ReferenceForward.Compile(input, layers, out var errors);
        Assert.Empty(errors);
        Assert.Equal(output, network!.OutputShape);
    }

    public static TheoryData<string, string, int[], LayerSpec[]> Wrong => new()
    {
        { "#/model/layers/0", "takes a series", [8, 8, 3], [new Conv1DLayer { Filters = 2, KernelSize = 3 }] },
        { "#/model/layers/0", "takes a volume", [8, 8, 3], [new MaxPool3DLayer()] },
        { "#/model/layers/0/kernel_size", "covers 11 cells", [9, 3], [new Conv1DLayer { Filters = 2, KernelSize = 6, Dilation = 2 }] },
        { "#/model/layers/0/kernel_size", "5x3x3", [4, 8, 8, 1], [new Conv3DLayer { Filters = 2, KernelSize = new Size3D(5, 3, 3) }] },
        { "#/model/layers/0/groups", "3 channels", [8, 8, 3], [new Conv2DLayer { Filters = 2, KernelSize = Three, Groups = 2 }] },
        { "#/model/layers/0/groups", "5 filters", [8, 8, 4], [new ConvTranspose2DLayer { Filters = 5, KernelSize = Three, Groups = 2 }] },
        { "#/model/layers/0/padding", "would be 0x1", [1, 1, 4], [new ConvTranspose2DLayer { Filters = 1, KernelSize = new Size2D(2, 3), Padding = Padding2D.Explicit(1, 1) }] },
        { "#/model/layers/0/padding", "causal", [8, 4], [new ConvTranspose1DLayer { Filters = 1, KernelSize = 2, Padding = Padding1D.Causal }] },
        { "#/model/layers/0/output_padding", "is 2 with stride 2", [8, 4], [new ConvTranspose1DLayer { Filters = 1, KernelSize = 2, Stride = 2, OutputPadding = 2 }] },
        { "#/model/layers/0/output_padding", "given already", [8, 4], [new ConvTranspose1DLayer { Filters = 1, KernelSize = 2, Stride = 2, OutputPadding = 1, Padding = Padding1D.Same }] },
        { "#/model/layers/0/padding", "altogether", [9, 3], [new AveragePool1DLayer { Padding = new Padding1D(PaddingMode.Explicit, 2) }] },
        { "#/model/layers/0/pool", "\"q\"", [9, 3], [new MaxUnpool1DLayer { Pool = "q" }] },
        { "#/model/layers/1/pool", "is a conv2d layer", [8, 8, 3], [new Conv2DLayer { Id = "c", Filters = 3, KernelSize = Three }, new MaxUnpool2DLayer { Pool = "c" }] },
        { "#/model/layers/1/pool", "overlap", [8, 8, 3], [new MaxPool2DLayer { Id = "p", Stride = new Size2D(1, 1) }, new MaxUnpool2DLayer { Pool = "p" }] },
        { "#/model/layers/2/pool", "gave [4, 4, 3]", [8, 8, 3], [new MaxPool2DLayer { Id = "p" }, new MaxPool2DLayer(), new MaxUnpool2DLayer { Pool = "p" }] },
        { "#/model/layers/1/pool", "is a average_pool3d layer", [4, 4, 4, 1], [new AveragePool3DLayer { Id = "p" }, new MaxUnpool3DLayer { Pool = "p" }] },
        { "#/model/layers/0/size", "Both", [9, 3], [new Upsample1DLayer { Scale = 2, Size = 3 }] },
        { "#/model/layers/0", "-1x5", [4, 5, 3], [new Crop2DLayer { Top = 5 }] },
    };

    [Theory]
    [MemberData(nameof(Wrong))]
    public void What_does_not_fit_is_reported_where_it_stands(string pointer, string text, int[] input, LayerSpec[] layers)
    {
        Assert.Null(ReferenceForward.Compile(input, layers, out var errors));
        var error = Assert.Single(errors);
        Assert.Equal(pointer, error.Pointer);
        Assert.Contains(text, error.Detail, StringComparison.Ordinal);
        Assert.NotNull(error.Expected);
    }
}
