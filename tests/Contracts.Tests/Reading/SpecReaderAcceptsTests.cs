using TrainingService.Contracts.Reading;
using TrainingService.Contracts.Specs;
using TrainingService.Contracts.Specs.Initializers;
using TrainingService.Contracts.Specs.Layers;
using TrainingService.Contracts.Specs.Losses;
using TrainingService.Contracts.Specs.Optimizers;

namespace TrainingService.Contracts.Tests.Reading;

public sealed class SpecReaderAcceptsTests
{
    private static RunSpec Good(string json)
    {
        var reading = Specs.Read(json);
        Assert.Empty(reading.Errors);
        return reading.Spec!;
    }

    [Fact]
    public void A_small_spec_gets_all_defaults()
    {
        var spec = Good(Specs.With());
        Assert.Equal("digits", spec.Dataset.Name);
        Assert.Equal(new AdamOptimizer(), spec.Optimizer);
        Assert.Equal(new TrainingSpec(), spec.Training);
        Assert.Equal(10, Assert.IsType<DenseLayer>(Assert.Single(spec.Model.Layers)).Units);
    }

    [Fact]
    public void A_bare_name_stands_for_a_loss_an_optimizer_an_initializer_or_a_layer_with_defaults()
    {
        var spec = Good(Specs.With("\"flatten\",{\"type\":\"dense\",\"units\":3,\"kernel_initializer\":\"he_normal\"}", "\"optimizer\":\"sgd\"", "\"mse\""));
        Assert.IsType<FlattenLayer>(spec.Model.Layers[0]);
        Assert.IsType<HeNormalInitializer>(Assert.IsType<DenseLayer>(spec.Model.Layers[1]).KernelInitializer);
        Assert.IsType<SgdOptimizer>(spec.Optimizer);
        Assert.IsType<MeanSquaredErrorLoss>(spec.Loss);
    }

    [Theory]
    [InlineData("10")]
    [InlineData("10.0")]
    [InlineData("1e1")]
    [InlineData("100e-1")]
    public void A_whole_number_may_be_written_in_any_of_JSONs_spellings(string number)
    {
        var spec = Good(Specs.With($$"""{"type":"conv2d","filters":{{number}},"kernel_size":{{number}}}""", $"\"training\":{{\"batch_size\":{number}}}"));
        var conv = Assert.IsType<Conv2DLayer>(Assert.Single(spec.Model.Layers));
        Assert.Equal(10, conv.Filters);
        Assert.Equal(new Size2D(10, 10), conv.KernelSize);
        Assert.Equal(10, spec.Training.BatchSize.Rows);
    }

    [Fact]
    public void Sizes_and_paddings_along_one_and_three_dimensions_are_read_and_written_alike()
    {
        var spec = Good(Specs.With("""
            {"type":"conv1d","filters":2,"kernel_size":3,"padding":"causal"},
            {"type":"conv3d","filters":2,"kernel_size":[1,2,3],"padding":"same","groups":2},
            {"type":"conv_transpose3d","filters":2,"kernel_size":2,"padding":[0,1,0],"output_padding":[1,0,0]}
            """));
        Assert.Equal(Padding1D.Causal, Assert.IsType<Conv1DLayer>(spec.Model.Layers[0]).Padding);
        var conv = Assert.IsType<Conv3DLayer>(spec.Model.Layers[1]);
        Assert.Equal((new Size3D(1, 2, 3), Padding3D.Same, 2), (conv.KernelSize, conv.Padding, conv.Groups));
        var transposed = Assert.IsType<ConvTranspose3DLayer>(spec.Model.Layers[2]);
        Assert.Equal((new Size3D(2, 2, 2), new Padding3D(PaddingMode.Explicit, 0, 1, 0), new Extra3D(1, 0, 0)), (transposed.KernelSize, transposed.Padding, transposed.OutputPadding));
        Assert.Equal(spec.Model.Layers, Good(SpecWriter.Write(spec)).Model.Layers);
    }

    [Fact]
    public void The_type_may_come_last_and_null_means_absent_where_there_is_no_default()
    {
        var spec = Good(Specs.With("""{"units":2,"id":null,"type":"dense"}""", "\"name\":null"));
        Assert.Null(spec.Name);
        Assert.Null(spec.Model.Layers[0].Id);
    }

    [Fact]
    public void Sizes_paddings_and_batches_take_all_their_forms()
    {
        var spec = Good(Specs.With(
            """{"type":"conv2d","filters":1,"kernel_size":[3,5],"padding":"same"},{"type":"max_pool2d","stride":[1,2],"padding":[0,1]}""",
            "\"training\":{\"batch_size\":\"full\"}"));
        var conv = Assert.IsType<Conv2DLayer>(spec.Model.Layers[0]);
        var pool = Assert.IsType<MaxPool2DLayer>(spec.Model.Layers[1]);
        Assert.Equal((new Size2D(3, 5), Padding2D.Same), (conv.KernelSize, conv.Padding));
        Assert.Equal((new Size2D(1, 2), Padding2D.Explicit(0, 1)), (pool.Stride!.Value, pool.Padding));
        Assert.True(spec.Training.BatchSize.IsFull);
    }

    [Fact]
    public void A_byte_order_mark_is_no_error() => Good("\ufeff" + Specs.With());
}
