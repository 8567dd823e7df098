using TrainingService.Compute.Graphs;
using TrainingService.Compute.Networks;
using TrainingService.Compute.Ops.Pooling;
using TrainingService.Contracts.Specs.Layers;

namespace TrainingService.Compute.Specs.Layers;

/// <summary>Puts values back where a named pooling layer took its maxima from.</summary>
internal sealed class MaxUnpoolBuilder(LayerSpec spec) : LayerBuilder<LayerSpec>(spec)
{
    private NetworkLayer? pool;

    /// <inheritdoc/>
    public override string Type => $"max_unpool{Rank}d";

    private int Rank => Spec is MaxUnpool1DLayer ? 1 : 2;

    private string Name => Spec is MaxUnpool1DLayer one ? one.Pool : ((MaxUnpool2DLayer)Spec).Pool;

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
        var (x, y) = (Images.Of(scope, scope.ValueOf(pool.Inputs[0])), Images.Of(scope, scope.ValueOf(new PortRef(pool.Index, 0))));
        var op = new MaxUnpool2DOp(Windows.Plane(builder.InputWindows));
        return Images.To(scope, Images.Add(scope, op, scope.Graph[x].Shape, Images.Of(scope, scope.Input), x, y), scope.Layer.OutputShape);
    }
}
