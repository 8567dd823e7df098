namespace TrainingService.Contracts.Tests.Reading;

public sealed class SpecReaderErrorTests
{
    [Theory]
    // Values
    [InlineData("""{"type":"dense","units":-5}""", "#/model/layers/0/units", "out_of_range", "an integer from 1 to 16777216", null)]
    [InlineData("""{"type":"dense","units":2.5}""", "#/model/layers/0/units", "out_of_range", "an integer from 1 to 16777216", null)]
    [InlineData("""{"type":"dense","units":1000000000000}""", "#/model/layers/0/units", "out_of_range", "an integer from 1 to 16777216", null)]
    [InlineData("""{"type":"dense","units":"ten"}""", "#/model/layers/0/units", "wrong_type", "an integer from 1 to 16777216", null)]
    [InlineData("""{"type":"dense","units":null}""", "#/model/layers/0/units", "wrong_type", "an integer from 1 to 16777216", null)]
    [InlineData("""{"type":"dense"}""", "#/model/layers/0/units", "missing", "an integer from 1 to 16777216", null)]
    [InlineData("\"dense\"", "#/model/layers/0/units", "missing", "an integer from 1 to 16777216", null)]
    [InlineData("""{"type":"dense","units":1,"use_bias":1}""", "#/model/layers/0/use_bias", "wrong_type", "true or false", null)]
    [InlineData("""{"type":"dense","units":1,"id":"1st"}""", "#/model/layers/0/id", "wrong_format", null, null)]
    [InlineData("""{"type":"dense","units":1,"units":2}""", "#/model/layers/0/units", "duplicate_member", "each member once", null)]
    [InlineData("""{"type":"dropout","rate":1e400}""", "#/model/layers/0/rate", "out_of_range", "a number from 0 to 0.999", null)]
    [InlineData("""{"type":"dropout","rate":"NaN"}""", "#/model/layers/0/rate", "wrong_type", "a number from 0 to 0.999", null)]
    [InlineData("""{"type":"max_pool2d","pool_size":[2,0]}""", "#/model/layers/0/pool_size", "out_of_range", "an integer from 1 to 65536, or [height, width]", null)]
    [InlineData("""{"type":"max_pool2d","pool_size":[2,2,2]}""", "#/model/layers/0/pool_size", "wrong_type", "an integer from 1 to 65536, or [height, width]", null)]
    [InlineData("""{"type":"max_pool2d","padding":"SAME"}""", "#/model/layers/0/padding", "unknown_value", null, "same")]
    [InlineData("""{"type":"max_pool3d","pool_size":[2,2]}""", "#/model/layers/0/pool_size", "wrong_type", "an integer from 1 to 65536, or [depth, height, width]", null)]
    [InlineData("""{"type":"max_pool3d","pool_size":[2,2,0]}""", "#/model/layers/0/pool_size", "out_of_range", "an integer from 1 to 65536, or [depth, height, width]", null)]
    [InlineData("""{"type":"conv1d","filters":2,"kernel_size":3,"padding":"casual"}""", "#/model/layers/0/padding", "unknown_value", null, "causal")]
    [InlineData("""{"type":"conv1d","filters":2,"kernel_size":[3]}""", "#/model/layers/0/kernel_size", "wrong_type", "an integer from 1 to 65536", null)]
    [InlineData("""{"type":"conv_transpose2d","filters":2,"kernel_size":3,"output_padding":-1}""", "#/model/layers/0/output_padding", "out_of_range", "an integer from 0 to 65536, or [height, width]", null)]
    [InlineData("""{"type":"upsample2d","mode":"linear"}""", "#/model/layers/0/mode", "unknown_value", null, "bilinear")]
    [InlineData("""{"type":"max_unpool2d"}""", "#/model/layers/0/pool", "missing", null, null)]
    // Names
    [InlineData("\"conv2d_transpose\"", "#/model/layers/0", "unknown_type", null, "conv_transpose2d")]
    [InlineData("\"GlobalMaxPooling1D\"", "#/model/layers/0", "unknown_type", null, "global_max_pool1d")]
    [InlineData("""{"type":"upsample2d","scale_factor":2}""", "#/model/layers/0/scale_factor", "unknown_member", null, "scale")]
    [InlineData("""{"type":"Conv2D","filters":1}""", "#/model/layers/0/type", "unknown_type", null, "conv2d")]
    [InlineData("""{"type":"linear"}""", "#/model/layers/0/type", "unknown_type", null, "dense")]
    [InlineData("\"fc\"", "#/model/layers/0", "unknown_type", null, "dense")]
    [InlineData("\"maxpool\"", "#/model/layers/0", "unknown_type", null, "max_pool2d")]
    [InlineData("\"MaxPooling2D\"", "#/model/layers/0", "unknown_type", null, "max_pool2d")]
    [InlineData("\"flaten\"", "#/model/layers/0", "unknown_type", null, "flatten")]
    [InlineData("\"quantum_layer\"", "#/model/layers/0", "unknown_type", null, null)]
    [InlineData("""{"units":3}""", "#/model/layers/0/type", "missing", null, null)]
    [InlineData("""{"type":7}""", "#/model/layers/0/type", "wrong_type", null, null)]
    [InlineData("12", "#/model/layers/0", "wrong_type", null, null)]
    [InlineData("""{"type":"conv2d","out_channels":4,"kernel_size":3}""", "#/model/layers/0/out_channels", "unknown_member", null, "filters")]
    [InlineData("""{"type":"conv2d","filters":4,"kernel":3}""", "#/model/layers/0/kernel", "unknown_member", null, "kernel_size")]
    [InlineData("""{"type":"conv2d","filters":4,"kernelSize":3}""", "#/model/layers/0/kernelSize", "unknown_member", null, "kernel_size")]
    [InlineData("""{"type":"conv2d","filters":4,"kernel_size":3,"strde":2}""", "#/model/layers/0/strde", "unknown_member", null, "stride")]
    [InlineData("""{"type":"dense","units":4,"a/b~c d":3}""", "#/model/layers/0/a~1b~0c%20d", "unknown_member", null, null)]
    [InlineData("""{"type":"dense","units":4,"activation":"ReLU"}""", "#/model/layers/0/activation", "unknown_value", null, "relu")]
    public void An_error_in_a_layer_says_where_what_is_right_and_what_was_meant(string layer, string pointer, string code, string? expected, string? meant)
    {
        var reading = Specs.Read(Specs.With(layer));
        var error = Assert.Single(reading.Errors);
        Assert.Equal((pointer, code, meant), (error.Pointer, error.Code, error.DidYouMean));
        if (expected is not null) Assert.Equal(expected, error.Expected);
        Assert.Null(Assert.Single(reading.Spec!.Model.Layers));
    }

    [Theory]
    [InlineData("\"optimizer\":{\"type\":\"sgd\",\"learningRate\":1}", "#/optimizer/learningRate", "unknown_member", "learning_rate")]
    [InlineData("\"optimizer\":{\"type\":\"sgd\",\"lr\":1}", "#/optimizer/lr", "unknown_member", "learning_rate")]
    [InlineData("\"optimizer\":{\"type\":\"adam\",\"weight_decay\":1}", "#/optimizer/weight_decay", "unknown_member", "regularization.l2")]
    [InlineData("\"optimizer\":\"adm\"", "#/optimizer", "unknown_type", "adam")]
    [InlineData("\"optimizer\":null", "#/optimizer", "wrong_type", null)]
    [InlineData("\"epochs\":5", "#/epochs", "unknown_member", "training.epochs")]
    [InlineData("\"batchSize\":5", "#/batchSize", "unknown_member", "training.batch_size")]
    [InlineData("\"validation_split\":0.1", "#/validation_split", "unknown_member", "dataset.validation.fraction")]
    [InlineData("\"metrics\":[\"acc\"]", "#/metrics/0", "unknown_type", "accuracy")]
    [InlineData("\"seed\":-1", "#/seed", "out_of_range", null)]
    [InlineData("\"seed\":9007199254740992", "#/seed", "out_of_range", null)]
    [InlineData("\"device\":\"cuda\"", "#/device", "unknown_value", "gpu")]
    [InlineData("\"name\":\"\"", "#/name", "wrong_length", null)]
    [InlineData("\"name\":\"a\\u0000b\"", "#/name", "wrong_format", null)]
    [InlineData("\"tags\":{}", "#/tags", "wrong_type", null)]
    [InlineData("\"training\":{\"batch_size\":\"all\"}", "#/training/batch_size", "unknown_value", null)]
    [InlineData("\"training\":{\"batch_size\":0}", "#/training/batch_size", "out_of_range", null)]
    public void An_error_elsewhere_says_where_and_what_was_meant(string more, string pointer, string code, string? meant)
    {
        var error = Specs.OnlyError(Specs.With(more: more));
        Assert.Equal((pointer, code, meant), (error.Pointer, error.Code, error.DidYouMean));
    }

    [Theory]
    [InlineData("zero_one")]
    [InlineData("0-1")]
    [InlineData("ZeroOneLoss")]
    public void The_zero_one_loss_is_refused_with_its_surrogates(string name)
    {
        var error = Specs.OnlyError(Specs.With(loss: $"\"{name}\""));
        Assert.Equal(("#/loss", "unknown_type"), (error.Pointer, error.Code));
        Assert.Contains("cross_entropy", error.Detail, StringComparison.Ordinal);
        Assert.Contains("hinge", error.Detail, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("categorical_crossentropy", "cross_entropy")]
    [InlineData("CrossEntropyLoss", "cross_entropy")]
    [InlineData("BCEWithLogitsLoss", "binary_cross_entropy")]
    [InlineData("MSELoss", "mse")]
    [InlineData("cros_entropy", "cross_entropy")]
    public void Other_names_of_losses_are_known(string name, string meant) => Assert.Equal(meant, Specs.OnlyError(Specs.With(loss: $"\"{name}\"")).DidYouMean);

    [Fact]
    public void All_errors_come_at_once_and_what_could_be_read_is_there()
    {
        var reading = Specs.Read("""
            {"name":5,"dataset":{"version":"xyz"},"model":{"layers":[{"type":"dense","units":0},"flatten",{"type":"dense","units":10}]},
             "optimizer":{"type":"adam","beta1":2},"training":{"epochs":0,"batch_size":16},"colour":"red"}
            """);
        Assert.Equal(
            ["#/name", "#/dataset/version", "#/dataset/name", "#/model/layers/0/units", "#/optimizer/beta1", "#/training/epochs", "#/colour"],
            reading.Errors.Select(error => error.Pointer));
        Assert.Equal(16, reading.Spec!.Training.BatchSize.Rows);
        Assert.Null(reading.Spec.Loss);
        Assert.Equal([false, true, true], reading.Spec.Model.Layers.Select(layer => layer is not null));
    }

    [Fact]
    public void A_misspelt_required_member_is_one_error_not_two() =>
        Assert.Equal("units", Specs.OnlyError(Specs.With("""{"type":"dense","unist":3}""")).DidYouMean);

    [Fact]
    public void After_a_hundred_errors_the_rest_is_counted()
    {
        var reading = Specs.Read(Specs.With(string.Join(',', Enumerable.Repeat("\"nope\"", 250))));
        Assert.Equal(101, reading.Errors.Count);
        Assert.Equal(("too_many_errors", "150 more errors are not listed."), (reading.Errors[100].Code, reading.Errors[100].Detail));
    }

    [Fact]
    public void A_long_value_is_shortened()
    {
        var error = Specs.OnlyError(Specs.With(more: $"\"device\":\"{new string('x', 100_000)}\""));
        Assert.True(error.Detail.Length < 200, error.Detail);
    }
}
