using TrainingService.Compute.Graphs;
using TrainingService.Compute.Networks;
using TrainingService.Compute.Ops.Conv2D;
using TrainingService.Compute.Ops.Pooling;
using TrainingService.Contracts.Specs.Layers;

namespace TrainingService.Compute.Specs.Layers;

/// <summary>Max pooling.</summary>
internal sealed class MaxPool2DBuilder(MaxPool2DLayer spec) : LayerBuilder<MaxPool2DLayer>(spec)
{
    /// <inheritdoc/>
    public override string Type => "max_pool2d";

    /// <inheritdoc/>
    protected override MaxPool2DLayer Resolved => Spec with { Stride = Spec.Stride ?? Spec.PoolSize };

    /// <inheritdoc/>
    public override IReadOnlyList<int>? Infer(LayerScope scope) =>
        Pooling.Infer(scope, Type, Pooling.Window(scope.Input, Spec.PoolSize, Spec.Stride, Spec.Padding));

    /// <inheritdoc/>
    public override ValueId Emit(EmitScope scope)
    {
        var window = Pooling.Window(scope.Graph[scope.Input].Shape.PerRow, Spec.PoolSize, Spec.Stride, Spec.Padding)!.Value;
        return scope.Add(new MaxPool2DOp(window), scope.Layer.OutputShape, scope.Input);
    }
}

/// <summary>Average pooling.</summary>
internal sealed class AveragePool2DBuilder(AveragePool2DLayer spec) : LayerBuilder<AveragePool2DLayer>(spec)
{
    /// <inheritdoc/>
    public override string Type => "average_pool2d";

    /// <inheritdoc/>
    protected override AveragePool2DLayer Resolved => Spec with { Stride = Spec.Stride ?? Spec.PoolSize };

    /// <inheritdoc/>
    public override IReadOnlyList<int>? Infer(LayerScope scope) =>
        Pooling.Infer(scope, Type, Pooling.Window(scope.Input, Spec.PoolSize, Spec.Stride, Spec.Padding));

    /// <inheritdoc/>
    public override ValueId Emit(EmitScope scope)
    {
        var window = Pooling.Window(scope.Graph[scope.Input].Shape.PerRow, Spec.PoolSize, Spec.Stride, Spec.Padding)!.Value;
        return scope.Add(new AveragePool2DOp(window), scope.Layer.OutputShape, scope.Input);
    }
}

/// <summary>Global average pooling.</summary>
internal sealed class GlobalAveragePool2DBuilder(GlobalAveragePool2DLayer spec) : LayerBuilder<GlobalAveragePool2DLayer>(spec)
{
    /// <inheritdoc/>
    public override string Type => "global_average_pool2d";

    /// <inheritdoc/>
    public override IReadOnlyList<int>? Infer(LayerScope scope) => scope.RequireImage(Type) ? [scope.Input[2]] : null;

    /// <inheritdoc/>
    public override ValueId Emit(EmitScope scope) => scope.Add(new GlobalAveragePool2DOp(), scope.Layer.OutputShape, scope.Input);
}

/// <summary>What the two poolings share.</summary>
internal static class Pooling
{
    /// <summary>The window, or null when the input is no image.</summary>
    public static Window2D? Window(IReadOnlyList<int> input, Size2D size, Size2D? stride, Padding2D padding) =>
        input.Count == 3 ? Windows.Of(input, size, stride ?? size, new Size2D(1, 1), padding) : null;

    public static IReadOnlyList<int>? Infer(LayerScope scope, string type, Window2D? window)
    {
        if (!scope.RequireImage(type) || window is not { } found) return null;

        // A window that lies in the padding altogether would have neither a maximum nor a mean.
        if (found.Top >= found.KernelHeight || found.Bottom >= found.KernelHeight || found.Left >= found.KernelWidth || found.Right >= found.KernelWidth)
        {
            scope.Error("padding", "out_of_range", "A pooling window would lie in the padding altogether.", "padding smaller than pool_size");
            return null;
        }

        return Windows.Output(scope, found, scope.Input[2], "pool_size");
    }
}
