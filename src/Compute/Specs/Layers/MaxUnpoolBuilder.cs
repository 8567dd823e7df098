using TrainingService.Compute.Graphs;
using TrainingService.Compute.Networks;
using TrainingService.Compute.Ops.Conv2D;
using TrainingService.Compute.Ops.Pooling;
using TrainingService.Contracts.Specs.Layers;

namespace TrainingService.Compute.Specs.Layers;

/// <summary>Puts values back where a named pooling layer took its maxima from.</summary>
internal sealed class MaxUnpoolBuilder(LayerSpec spec) : LayerBuilder<LayerSpec>(spec)
{
    private NetworkLayer? pool;

    /// <inheritdoc/>
    public override string Type => $"max_unpool{Rank}d";

    private int Rank => Spec switch { MaxUnpool1DLayer => 1, MaxUnpool2DLayer => 2, _ => 3 };

    private string Name => Spec switch
    {
        MaxUnpool1DLayer one => one.Pool,
        MaxUnpool2DLayer two => two.Pool,
        _ => ((MaxUnpool3DLayer)Spec).Pool,
    };

    /// <inheritdoc/>
    public override IReadOnlyList<int>? Infer(LayerScope scope)
    {
        if (!Images.Require(scope, Type, Rank)) return null;
        var wanted = $"max_pool{Rank}d";
        pool = scope.Find(Name);
        if (pool is null)
        {
            scope.Error("pool", "unknown_layer", $"No earlier layer has the id \"{Name}\".", $"the id of a {wanted} layer");
            return null;
        }

        if (pool.Builder is not PoolBuilder builder || builder.Type != wanted)
        {
            scope.Error("pool", "wrong_type", $"\"{Name}\" is a {pool.Builder.Type} layer.", $"the id of a {wanted} layer");
            return null;
        }

        if (builder.InputWindows.Any(window => window.Stride < window.Extent))
        {
            scope.Error("pool", "shape_mismatch", $"The windows of \"{Name}\" overlap, so that two maxima may come from one cell.", "a pooling layer with a stride of at least its pool_size");
            return null;
        }

        if (pool.OutputShape.SequenceEqual(scope.Input)) return builder.InputShape;
        scope.Error(
            "pool", "shape_mismatch", $"The input is {Shapes.Text(scope.Input)}, but \"{Name}\" gave {Shapes.Text(pool.OutputShape)}.", "an input of the pooling's output shape");
        return null;
    }

    /// <inheritdoc/>
    public override ValueId Emit(EmitScope scope)
    {
        var builder = (PoolBuilder)pool!.Builder;
        var (x, y) = (scope.ValueOf(pool.Inputs[0]), scope.ValueOf(new PortRef(pool.Index, 0)));
        return Rank == 3 ? Volume(scope, builder, x, y)
            : Images.To(scope, Unpool(scope, Windows.Plane(builder.InputWindows), scope.Input, x, y), scope.Layer.OutputShape);
    }

    /// <summary>
    /// As the pooling went, backwards: along the depth to the slices' own maxima, which are pooled again for it, then within the slices. The first of
    /// equal slices, and the first cell in it, is the first of the window.
    /// </summary>
    private static ValueId Volume(EmitScope scope, PoolBuilder builder, ValueId x, ValueId y)
    {
        var windows = builder.InputWindows;
        var stacked = builder.Slices(scope, x, windows);
        var shape = scope.Graph[stacked].Shape;
        var rows = new Shape(shape[0], scope.Graph[y].Shape[1], shape[2], shape[3]);
        var deep = Unpool(
            scope, Windows.Plane([windows[0], Windows.Cell]), Images.Reshape(scope, scope.Input, rows), stacked, Images.Reshape(scope, y, rows));
        var images = Images.Of(scope, x);
        var size = scope.Graph[images].Shape;
        var window = Windows.Plane([windows[1], windows[2]]);
        var slices = new Shape(size[0], window.OutputHeight(size[1]), window.OutputWidth(size[2]), size[3]);
        var wide = Unpool(scope, window, Images.Reshape(scope, deep, slices), images, Images.Reshape(scope, stacked, slices));
        return Images.To(scope, wide, scope.Layer.OutputShape);
    }

    /// <param name="scope">The graph.</param>
    /// <param name="window">The pooling's window.</param>
    /// <param name="values">What goes back.</param>
    /// <param name="x">What was pooled.</param>
    /// <param name="y">Its maxima.</param>
    private static ValueId Unpool(EmitScope scope, Window2D window, ValueId values, ValueId x, ValueId y)
    {
        var images = Images.Of(scope, x);
        return Images.Add(scope, new MaxUnpool2DOp(window), scope.Graph[images].Shape, Images.Of(scope, values), images, Images.Of(scope, y));
    }
}
