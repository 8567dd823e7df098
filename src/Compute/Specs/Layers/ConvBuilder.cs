using TrainingService.Compute.Graphs;
using TrainingService.Compute.Networks;
using TrainingService.Compute.Ops.Activations;
using TrainingService.Compute.Ops.Conv2D;
using TrainingService.Compute.Ops.Conv3D;
using TrainingService.Contracts.Specs.Layers;

namespace TrainingService.Compute.Specs.Layers;

/// <summary>A convolution along one to three dimensions, in groups or not.</summary>
internal sealed class ConvBuilder(LayerSpec spec) : LayerBuilder<LayerSpec>(spec)
{
    private readonly ConvSettings settings = ConvSettings.Of(spec);

    /// <inheritdoc/>
    public override string Type => settings.Type;

    /// <inheritdoc/>
    public override IReadOnlyList<int>? Infer(LayerScope scope)
    {
        if (!Images.Require(scope, Type, settings.Window.Rank)) return null;
        var windows = Windows.Of(scope.Input, settings.Window);
        if (settings.Check(scope) is not var (filters, groups) || Windows.Output(scope, windows, "kernel_size") is not { } output) return null;
        var channels = scope.Input[^1] / groups;
        settings.AddParameters(scope, channels, filters, filters, settings.Cells * channels, settings.Cells * filters);
        if (settings.Window.Rank == 1) Steps.Infer(scope, settings.Window, windows[0]);
        return [.. output, filters];
    }

    /// <inheritdoc/>
    public override ValueId Emit(EmitScope scope)
    {
        var shape = scope.Graph[scope.Input].Shape;
        var windows = Windows.Of(shape.PerRow, settings.Window);
        var input = settings.Window.Rank == 1 ? Steps.BeforeWindow(scope, settings.Window, windows[0], 0) : scope.Input;
        if (settings.Window.Rank == 1) Steps.SetLengths(scope, settings.Window, windows[0]);
        var images = Images.Of(scope, input);
        var (channels, filters) = (shape[shape.Rank - 1], scope.Layer.OutputShape[^1]);
        var groups = settings.Groups == 0 ? channels : settings.Groups;
        var plane = Windows.Plane(windows);
        var (height, width) = (plane.OutputHeight(scope.Graph[images].Shape[1]), plane.OutputWidth(scope.Graph[images].Shape[2]));
        Op op = settings.Window.Rank == 3
            ? new Conv3DOp(Windows.Volume(windows), shape[1], settings.UseBias, ActivationFunction.Linear, groups)
            : new Conv2DOp(plane, settings.UseBias, ActivationFunction.Linear, groups);
        var count = settings.Window.Rank == 3 ? scope.Batch * scope.Layer.OutputShape[0] : scope.Batch;
        var output = Images.Add(scope, op, new Shape(count, height, width, filters), [images, .. scope.Parameters]);
        return Images.To(scope, Activations.Emit(scope, output, settings.Activation), scope.Layer.OutputShape);
    }
}
