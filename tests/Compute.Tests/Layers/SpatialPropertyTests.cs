using TrainingService.Compute.Graphs;
using TrainingService.Compute.Ops.Activations;
using TrainingService.Compute.Ops.Conv2D;
using TrainingService.Contracts.Specs.Layers;

namespace TrainingService.Compute.Tests.Layers;

public sealed class SpatialPropertyTests
{
    [Fact]
    public void A_convolution_of_a_series_is_one_of_an_image_of_height_1()
    {
        var x = ReferenceForward.Numbers(2 * 9 * 3);
        var series = ReferenceForward.Run([9, 3], x, [new Conv1DLayer { Filters = 4, KernelSize = 3, Stride = 2, Padding = Padding1D.Same }]);
        var image = ReferenceForward.Run(
            [1, 9, 3], x, [new Conv2DLayer { Filters = 4, KernelSize = new Size2D(1, 3), Stride = new Size2D(1, 2), Padding = Padding2D.Same }]);
        Assert.Equal([2, 5, 4], series.Shape);
        Assert.Equal(image.Values, series.Values);
    }

    [Fact]
    public void A_causal_convolution_never_looks_ahead()
    {
        LayerSpec[] layers = [new Conv1DLayer { Filters = 2, KernelSize = 3, Dilation = 2, Padding = Padding1D.Causal }];
        var x = ReferenceForward.Numbers(9 * 3);
        var changed = (double[])x.Clone();
        for (var i = 5 * 3; i < x.Length; i++) changed[i] += 1;
        var (before, after) = (ReferenceForward.Run([9, 3], x, layers).Values, ReferenceForward.Run([9, 3], changed, layers).Values);
        Assert.Equal(before[..(5 * 2)], after[..(5 * 2)]);
        Assert.All(Enumerable.Range(5 * 2, 4 * 2), i => Assert.NotEqual(before[i], after[i]));
    }

    [Fact]
    public void A_depthwise_convolution_has_as_many_groups_as_channels()
    {
        var x = ReferenceForward.Numbers(2 * 5 * 6 * 3);
        var depthwise = ReferenceForward.Run([5, 6, 3], x, [new DepthwiseConv2DLayer { KernelSize = new Size2D(3, 2), DepthMultiplier = 2 }]);
        var grouped = ReferenceForward.Run([5, 6, 3], x, [new Conv2DLayer { Filters = 6, KernelSize = new Size2D(3, 2), Groups = 3 }]);
        Assert.Equal(grouped.Values, depthwise.Values);
    }

    [Fact]
    public void A_convolution_in_groups_has_zeros_between_them()
    {
        var x = ReferenceForward.Numbers(2 * 5 * 6 * 4);
        Conv2DLayer layer = new() { Filters = 6, KernelSize = new Size2D(3, 2), Groups = 2, UseBias = false };
        var grouped = ReferenceForward.Run([5, 6, 4], x, [layer]);
        var whole = ReferenceForward.Run([5, 6, 4], x, [layer with { Groups = 1 }], parameters: parameter =>
        {
            var (small, full) = (ReferenceForward.Numbers(6 * 2 * 6, (uint)parameter.Number), new double[6 * 4 * 6]);
            for (var i = 0; i < full.Length; i++)
            {
                var (cell, c, f) = (i / 24, i / 6 % 4, i % 6);
                full[i] = c / 2 == f / 3 ? small[(cell * 2 + c % 2) * 6 + f] : 0;
            }

            return full;
        });
        Assert.Equal(whole.Values, grouped.Values, (a, b) => Math.Abs(a - b) < 1e-12);
    }

    public static TheoryData<LayerSpec, LayerSpec, int[]> Transposes => new()
    {
        {
            new Conv1DLayer { Filters = 4, KernelSize = 3, Stride = 2, Padding = new Padding1D(PaddingMode.Explicit, 1), UseBias = false },
            new ConvTranspose1DLayer { Filters = 3, KernelSize = 3, Stride = 2, Padding = new Padding1D(PaddingMode.Explicit, 1), OutputPadding = 1, UseBias = false },
            [8, 3]
        },
        {
            new Conv2DLayer { Filters = 4, KernelSize = new Size2D(3, 2), Stride = new Size2D(2, 3), Dilation = new Size2D(1, 2), UseBias = false },
            new ConvTranspose2DLayer { Filters = 2, KernelSize = new Size2D(3, 2), Stride = new Size2D(2, 3), Dilation = new Size2D(1, 2), OutputPadding = new Extra2D(0, 1), UseBias = false },
            [7, 10, 2]
        },
        {
            new Conv2DLayer { Filters = 4, KernelSize = new Size2D(5, 3), Stride = new Size2D(2, 3), Padding = Padding2D.Same, Groups = 2, UseBias = false },
            new ConvTranspose2DLayer { Filters = 2, KernelSize = new Size2D(5, 3), Stride = new Size2D(2, 3), Padding = Padding2D.Same, Groups = 2, UseBias = false },
            [8, 9, 2]
        },
        {
            new Conv3DLayer { Filters = 3, KernelSize = new Size3D(2, 3, 2), Stride = new Size3D(2, 1, 2), Padding = new Padding3D(PaddingMode.Explicit, 1, 1, 0), UseBias = false },
            new ConvTranspose3DLayer { Filters = 2, KernelSize = new Size3D(2, 3, 2), Stride = new Size3D(2, 1, 2), Padding = new Padding3D(PaddingMode.Explicit, 1, 1, 0), UseBias = false },
            [4, 5, 6, 2]
        },
    };

    [Theory]
    [MemberData(nameof(Transposes))]
    public void A_transposed_convolution_is_the_adjoint_of_the_convolution(LayerSpec conv, LayerSpec transposed, int[] shape)
    {
        var x = ReferenceForward.Numbers(2 * shape.Aggregate((a, b) => a * b), 1);
        var forward = ReferenceForward.Run(shape, x, [conv]);
        var y = ReferenceForward.Numbers(forward.Values.Length, 2);
        var back = ReferenceForward.Run(forward.Shape[1..], y, [transposed]);
        Assert.Equal([2, .. shape], back.Shape);
        Assert.Equal(Dot(forward.Values, y), Dot(x, back.Values), 1e-9);
    }

    [Fact]
    public void Unpooling_after_pooling_keeps_the_maxima_where_they_were_and_nothing_else()
    {
        var x = ReferenceForward.Numbers(2 * 5 * 7 * 3);
        LayerSpec[] layers = [new MaxPool2DLayer { Id = "p" }, new MaxUnpool2DLayer { Pool = "p" }];
        var (pooled, kept) = (ReferenceForward.Run([5, 7, 3], x, layers[..1]).Values, ReferenceForward.Run([5, 7, 3], x, layers).Values);
        Assert.Equal(x.Length, kept.Length);
        Assert.All(x.Zip(kept), pair => Assert.True(pair.Second == 0 || pair.Second == pair.First));
        Assert.Equal(pooled.Order(), kept.Where(value => value != 0).Order());
    }

    [Fact]
    public void Unpooling_a_volume_keeps_the_maxima_where_they_were_and_nothing_else()
    {
        var x = ReferenceForward.Numbers(2 * 3 * 5 * 4 * 2);
        LayerSpec[] layers = [new MaxPool3DLayer { Id = "p" }, new MaxUnpool3DLayer { Pool = "p" }];
        var (pooled, kept) = (ReferenceForward.Run([3, 5, 4, 2], x, layers[..1]).Values, ReferenceForward.Run([3, 5, 4, 2], x, layers).Values);
        Assert.Equal(x.Length, kept.Length);
        Assert.All(x.Zip(kept), pair => Assert.True(pair.Second == 0 || pair.Second == pair.First));
        Assert.Equal(pooled.Order(), kept.Where(value => value != 0).Order());
    }

    [Fact]
    public void Of_equal_maxima_of_a_volume_the_first_cell_gets_the_value()
    {
        double[] x = [.. Enumerable.Repeat(2.0, 2 * 2 * 2 * 2)];
        LayerSpec[] layers = [new MaxPool3DLayer { Id = "p" }, new MaxUnpool3DLayer { Pool = "p" }];
        Assert.Equal([2.0, 0, 0, 0, 0, 0, 0, 0, 2, 0, 0, 0, 0, 0, 0, 0], ReferenceForward.Run([2, 2, 2, 1], x, layers).Values);

        // A larger value in the second slice, row and column of the first row.
        x[7] = 3;
        Assert.Equal([0.0, 0, 0, 0, 0, 0, 0, 3], ReferenceForward.Run([2, 2, 2, 1], x, layers).Values[..8]);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void Bilinear_upsampling_keeps_linear_ramps(bool alignCorners)
    {
        double Ramp(double i, double j) => 1.5 - 0.25 * i + 2 * j;
        double[] x = [.. from i in Enumerable.Range(0, 4) from j in Enumerable.Range(0, 3) select Ramp(i, j)];
        var y = ReferenceForward.Run(
            [4, 3, 1], x, [new Upsample2DLayer { Size = new Size2D(8, 9), Mode = Upsample2DMode.Bilinear, AlignCorners = alignCorners }]).Values;
        double Place(int i, int from, int to) => alignCorners ? i * (from - 1.0) / (to - 1) : Math.Clamp((i + 0.5) * from / to - 0.5, 0, from - 1);
        for (var i = 0; i < 8; i++)
            for (var j = 0; j < 9; j++)
                Assert.Equal(Ramp(Place(i, 4, 8), Place(j, 3, 9)), y[i * 9 + j], 1e-12);
    }

    [Fact]
    public void Nearest_upsampling_repeats_and_cropping_undoes_padding()
    {
        var x = ReferenceForward.Numbers(2 * 3 * 2);
        var twice = ReferenceForward.Run([2, 3, 2], x, [new Upsample2DLayer()]).Values;
        Assert.Equal(x.Select(value => 4 * value).Sum(), twice.Sum(), 1e-12);
        Assert.Equal(x[..2], twice[2..4]);
        var same = ReferenceForward.Run([2, 3, 2], x, [new Pad2DLayer { Top = 1, Left = 2, Right = 1 }, new Crop2DLayer { Top = 1, Left = 2, Right = 1 }]);
        Assert.Equal(x, same.Values);
    }

    [Fact]
    public void The_average_of_a_constant_is_that_constant_in_one_and_three_dimensions()
    {
        var ones = Enumerable.Repeat(2.5, 5 * 4 * 3 * 2).ToArray();
        var volume = ReferenceForward.Run([5, 4, 3, 2], ones, [new AveragePool3DLayer { PoolSize = new Size3D(3, 2, 2), Stride = new Size3D(2, 2, 1), Padding = Padding3D.Same }]);
        Assert.All(volume.Values, value => Assert.Equal(2.5, value, 1e-12));
        var series = ReferenceForward.Run(
            [30, 2], [.. ones, .. ones], [new AveragePool1DLayer { PoolSize = 3, Stride = 2, Padding = Padding1D.Same }], lengths: [0, 1, 17, 30]);
        foreach (var (row, steps) in new[] { 0, 1, 9, 15 }.Index())
            Assert.All(Enumerable.Range(0, 15 * 2), i => Assert.Equal(i < steps * 2 ? 2.5 : 0, series.Values[row * 30 + i], 1e-12));
    }

    [Theory]
    [InlineData("series")]
    [InlineData("strided series")]
    public void A_padded_row_gives_what_it_would_on_its_own(string name)
    {
        var (_, input, layers) = SpatialNetworks.Find(name);
        foreach (var steps in new[] { 6, 7, 8 })
        {
            var x = ReferenceForward.Numbers(input[0] * input[1]);
            var padded = ReferenceForward.Run(input, x, layers, [steps]).Values;
            var alone = ReferenceForward.Run([steps, input[1]], x[..(steps * input[1])], layers).Values;
            Assert.Equal(alone, padded, (a, b) => Math.Abs(a - b) < 1e-12);
        }
    }

    [Fact]
    public void Groups_save_their_share_of_the_work()
    {
        var window = new Window2D(3, 3, 1, 1, 1, 1, 1, 1, 1, 1);
        var output = new Shape(2, 8, 8, 6);
        Assert.Equal(2L * output.Count * 9 * 4, new Conv2DOp(window, false, ActivationFunction.Linear).Flops([new(2, 8, 8, 4), new(3, 3, 4, 6)], [output]));
        Assert.Equal(2L * output.Count * 9 * 2, new Conv2DOp(window, false, ActivationFunction.Linear, 2).Flops([new(2, 8, 8, 4), new(3, 3, 2, 6)], [output]));
    }

    private static double Dot(double[] a, double[] b) => a.Zip(b, (x, y) => x * y).Sum();
}
