using TrainingService.Compute.Graphs;
using TrainingService.Compute.Networks;
using TrainingService.Compute.Ops.Elementwise;
using TrainingService.Contracts.Specs.Layers;

namespace TrainingService.Compute.Specs.Layers;

/// <summary>The same values in another shape.</summary>
internal sealed class ReshapeBuilder(ReshapeLayer spec) : LayerBuilder<ReshapeLayer>(spec)
{
    /// <inheritdoc/>
    public override string Type => "reshape";

    /// <inheritdoc/>
    public override IReadOnlyList<int>? Infer(LayerScope scope)
    {
        if (Spec.Shape.Any(size => size is 0 or < -1) || Spec.Shape.Count(size => size == -1) > 1)
        {
            scope.Error("shape", "out_of_range", $"The shape is {Shapes.Text(Spec.Shape)}.", "sizes above 0, and at most one -1 for what is left");
            return null;
        }

        var known = Spec.Shape.Where(size => size > 0).Aggregate(1.0, (product, size) => product * size);
        int[] output = [.. Spec.Shape.Select(size => size > 0 ? size : known > 0 ? (int)(scope.InputCount / known) : 0)];
        if (output.Aggregate(1.0, (product, size) => product * size) == scope.InputCount) return output;
        scope.Error("shape", "shape_mismatch", $"The input {Shapes.Text(scope.Input)} has {scope.InputCount} values; they do not fill {Shapes.Text(Spec.Shape)}.", $"a shape of {scope.InputCount} values");
        return null;
    }

    /// <inheritdoc/>
    public override ValueId Emit(EmitScope scope) => scope.Add(new ReshapeOp(), scope.Layer.OutputShape, scope.Input);
}

/// <summary>The axes in another order.</summary>
internal sealed class PermuteBuilder(PermuteLayer spec) : LayerBuilder<PermuteLayer>(spec)
{
    /// <inheritdoc/>
    public override string Type => "permute";

    /// <inheritdoc/>
    public override IReadOnlyList<int>? Infer(LayerScope scope)
    {
        if (!Spec.Axes.Order().SequenceEqual(Enumerable.Range(0, scope.Input.Count)))
        {
            scope.Error(
                "axes", "shape_mismatch", $"The axes are {Shapes.Text(Spec.Axes)}, those of the input {Shapes.Text(scope.Input)} are 0 to {scope.Input.Count - 1}.",
                "each axis of the input once");
            return null;
        }

        // A square input would look as if its first axis were still time.
        if (Spec.Axes[0] != 0) scope.Lengths = -1;
        return [.. Spec.Axes.Select(axis => scope.Input[axis])];
    }

    /// <inheritdoc/>
    public override ValueId Emit(EmitScope scope) =>
        scope.Add(new PermuteOp(new AxisOrder([0, .. Spec.Axes.Select(axis => axis + 1)])), scope.Layer.OutputShape, scope.Input);
}

/// <summary>A vector at each of some steps.</summary>
internal sealed class RepeatVectorBuilder(RepeatVectorLayer spec) : LayerBuilder<RepeatVectorLayer>(spec)
{
    /// <inheritdoc/>
    public override string Type => "repeat_vector";

    /// <inheritdoc/>
    public override IReadOnlyList<int>? Infer(LayerScope scope)
    {
        if (!scope.RequireRank(Type, 1, "a vector", "[features]")) return null;
        scope.Lengths = -1;
        return [Spec.Times, scope.Input[0]];
    }

    /// <inheritdoc/>
    public override ValueId Emit(EmitScope scope)
    {
        var single = scope.Add(new ReshapeOp(), [1, scope.Graph[scope.Input].Shape[1]], scope.Input);
        return Spec.Times == 1 ? single : scope.Add(new BroadcastOp(), scope.Layer.OutputShape, single);
    }
}
