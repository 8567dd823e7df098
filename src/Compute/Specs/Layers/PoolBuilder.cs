using TrainingService.Compute.Graphs;
using TrainingService.Compute.Networks;
using TrainingService.Compute.Ops.Conv2D;
using TrainingService.Compute.Ops.Pooling;
using TrainingService.Compute.Ops.Sequences;
using TrainingService.Contracts.Specs.Layers;

namespace TrainingService.Compute.Specs.Layers;

/// <summary>Max or average pooling along one to three dimensions.</summary>
internal sealed class PoolBuilder(LayerSpec spec) : LayerBuilder<LayerSpec>(spec)
{
    private readonly PoolSettings settings = PoolSettings.Of(spec);

    /// <inheritdoc/>
    public override string Type => settings.Type;

    /// <inheritdoc/>
    protected override LayerSpec Resolved => PoolSettings.Resolve(Spec);

    /// <summary>Shape of one row of its input, once inferred: what an unpooling layer gives.</summary>
    public IReadOnlyList<int> InputShape { get; private set; } = [];

    /// <summary>Its windows, once inferred.</summary>
    public IReadOnlyList<AxisWindow> InputWindows { get; private set; } = [];

    /// <inheritdoc/>
    public override IReadOnlyList<int>? Infer(LayerScope scope)
    {
        if (!Images.Require(scope, Type, settings.Window.Rank)) return null;
        var windows = Windows.Of(scope.Input, settings.Window);
        (InputShape, InputWindows) = (scope.Input, windows);

        // A window that lies in the padding altogether would have neither a maximum nor a mean.
        if (windows.Any(window => window.Before >= window.Kernel || window.After >= window.Kernel))
        {
            scope.Error("padding", "out_of_range", "A pooling window would lie in the padding altogether.", "padding smaller than pool_size");
            return null;
        }

        if (settings.Window.Rank == 1) Steps.Infer(scope, settings.Window, windows[0]);
        return Windows.Output(scope, windows, "pool_size") is { } output ? [.. output, scope.Input[^1]] : null;
    }

    /// <inheritdoc/>
    public override ValueId Emit(EmitScope scope)
    {
        var windows = Windows.Of(scope.Graph[scope.Input].Shape.PerRow, settings.Window);
        return settings.Window.Rank switch
        {
            1 => Series(scope, windows[0]),
            2 => Pool(scope, scope.Input, Windows.Plane(windows)),
            _ => Volume(scope, windows),
        };
    }

    private ValueId Series(EmitScope scope, AxisWindow window)
    {
        var own = Steps.SetLengths(scope, settings.Window, window);
        var reaches = own is not null && Steps.ReachesOver(settings.Window, window);
        var input = Steps.BeforeWindow(scope, settings.Window, window, settings.IsMax ? float.NegativeInfinity : 0);
        var output = Images.To(scope, Pool(scope, Images.Of(scope, input), Windows.Plane([window])), scope.Layer.OutputShape);
        if (!reaches) return output;
        if (!settings.IsMax)
        {
            var rescale = new SequenceWindowMeanOp(window.Kernel, window.Stride, window.Before, scope.Graph[scope.Input].Shape[1]);
            output = Images.Add(scope, rescale, scope.Graph[output].Shape, output, scope.LengthsOf()!.Value);
        }

        // Windows behind a row's end have nothing in them.
        return Steps.Mask(scope, output, own!.Value, 0);
    }

    /// <summary>Within the slices first, then along the depth, where a slice is a row of pixels: maxima and means of windows can be had in parts.</summary>
    private ValueId Volume(EmitScope scope, AxisWindow[] windows)
    {
        var stacked = Slices(scope, scope.Input, windows);
        return Images.To(scope, Pool(scope, stacked, Windows.Plane([windows[0], Windows.Cell])), scope.Layer.OutputShape);
    }

    /// <summary>A volume pooled within its slices only, as images [depth, height' · width', channels]: a row of pixels is a slice.</summary>
    internal ValueId Slices(EmitScope scope, ValueId volume, IReadOnlyList<AxisWindow> windows)
    {
        var depth = scope.Graph[volume].Shape[1];
        var slices = Pool(scope, Images.Of(scope, volume), Windows.Plane([windows[1], windows[2]]));
        var shape = scope.Graph[slices].Shape;
        return Images.Reshape(scope, slices, new Shape(scope.Batch, depth, shape[1] * shape[2], shape[3]));
    }

    private ValueId Pool(EmitScope scope, ValueId images, Window2D window)
    {
        var x = scope.Graph[images].Shape;
        var y = new Shape(x[0], window.OutputHeight(x[1]), window.OutputWidth(x[2]), x[3]);
        return Images.Add(scope, settings.IsMax ? new MaxPool2DOp(window) : new AveragePool2DOp(window), y, images);
    }
}
