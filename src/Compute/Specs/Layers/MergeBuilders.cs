using TrainingService.Compute.Graphs;
using TrainingService.Compute.Networks;
using TrainingService.Compute.Ops.Elementwise;
using TrainingService.Contracts.Specs.Layers;

namespace TrainingService.Compute.Specs.Layers;

/// <summary>Two or more inputs combined value by value, a size of 1 being repeated.</summary>
/// <param name="spec">The layer.</param>
/// <param name="type">Its `type`.</param>
/// <param name="kind">How two are combined; more from the left.</param>
/// <param name="isMean">Whether the result is divided by the number of inputs.</param>
/// <param name="most">The most inputs.</param>
internal sealed class MergeBuilder(LayerSpec spec, string type, CombineKind kind, bool isMean = false, int most = 64) : LayerBuilder<LayerSpec>(spec)
{
    /// <inheritdoc/>
    public override string Type => type;

    /// <inheritdoc/>
    public override int MinInputs => 2;

    /// <inheritdoc/>
    public override int MaxInputs => most;

    /// <summary>The builder of a merging layer; null for other layers.</summary>
    public static ILayerBuilder? For(LayerSpec spec) => spec switch
    {
        AddLayer => new MergeBuilder(spec, "add", CombineKind.Add),
        SubtractLayer => new MergeBuilder(spec, "subtract", CombineKind.Subtract, most: 2),
        MultiplyLayer => new MergeBuilder(spec, "multiply", CombineKind.Multiply),
        AverageLayer => new MergeBuilder(spec, "average", CombineKind.Add, isMean: true),
        MaximumLayer => new MergeBuilder(spec, "maximum", CombineKind.Maximum),
        MinimumLayer => new MergeBuilder(spec, "minimum", CombineKind.Minimum),
        ConcatLayer concat => new ConcatBuilder(concat),
        ReshapeLayer reshape => new ReshapeBuilder(reshape),
        PermuteLayer permute => new PermuteBuilder(permute),
        RepeatVectorLayer repeat => new RepeatVectorBuilder(repeat),
        _ => null,
    };

    /// <inheritdoc/>
    public override IReadOnlyList<int>? Infer(LayerScope scope)
    {
        var rank = scope.Inputs.Max(shape => shape.Count);
        var output = Enumerable.Repeat(1, rank).ToArray();
        foreach (var shape in scope.Inputs.Select(shape => Aligned(shape, rank)))
        {
            for (var i = 0; i < rank; i++)
            {
                if (output[i] != shape[i] && output[i] != 1 && shape[i] != 1)
                {
                    scope.Error(
                        "inputs", "shape_mismatch", $"The inputs have shapes {string.Join(" and ", scope.Inputs.Select(Shapes.Text))}.",
                        "inputs of one shape, or sizes of 1 where they differ");
                    return null;
                }

                output[i] = Math.Max(output[i], shape[i]);
            }
        }

        return output;
    }

    /// <inheritdoc/>
    public override ValueId Emit(EmitScope scope)
    {
        var output = scope.Layer.OutputShape;
        ValueId[] inputs = [.. scope.Inputs.Select(id => WithRank(scope, id, output.Count))];
        var result = inputs.Skip(1).Aggregate(inputs[0], (sofar, next) => Combine(scope, sofar, next));
        return isMean ? scope.Add(new ScaleOp(1f / inputs.Length), output, result) : result;
    }

    private ValueId Combine(EmitScope scope, ValueId a, ValueId b)
    {
        var (one, other) = (scope.Graph[a].Shape.PerRow, scope.Graph[b].Shape.PerRow);
        if (kind == CombineKind.Add && one.SequenceEqual(other)) return scope.Add(new AddOp(), one, a, b);
        return scope.Add(new CombineOp(kind), [.. one.Zip(other, Math.Max)], a, b);
    }

    /// <summary>Missing dimensions are 1 and come first: [c] goes with [h, w, c] as [1, 1, c].</summary>
    private static int[] Aligned(IReadOnlyList<int> shape, int rank) => [.. Enumerable.Repeat(1, rank - shape.Count), .. shape];

    private static ValueId WithRank(EmitScope scope, ValueId id, int rank)
    {
        var shape = scope.Graph[id].Shape.PerRow;
        return shape.Count == rank ? id : scope.Add(new ReshapeOp(), Aligned(shape, rank), id);
    }
}

/// <summary>Inputs one after the other along an axis.</summary>
internal sealed class ConcatBuilder(ConcatLayer spec) : LayerBuilder<ConcatLayer>(spec)
{
    /// <inheritdoc/>
    public override string Type => "concat";

    /// <inheritdoc/>
    public override int MinInputs => 2;

    /// <inheritdoc/>
    public override int MaxInputs => 64;

    /// <inheritdoc/>
    public override IReadOnlyList<int>? Infer(LayerScope scope)
    {
        var axis = Spec.Axis < 0 ? Spec.Axis + scope.Input.Count : Spec.Axis;
        if (axis < 0 || axis >= scope.Input.Count)
        {
            scope.Error("axis", "out_of_range", $"The inputs have {scope.Input.Count} axes: {Shapes.Text(scope.Input)}.", $"{-scope.Input.Count} to {scope.Input.Count - 1}");
            return null;
        }

        if (scope.Inputs.Any(shape => shape.Count != scope.Input.Count || shape.Where((size, i) => i != axis && size != scope.Input[i]).Any()))
        {
            scope.Error(
                "inputs", "shape_mismatch", $"The inputs have shapes {string.Join(" and ", scope.Inputs.Select(Shapes.Text))}.",
                $"inputs that differ in axis {axis} only");
            return null;
        }

        // Joined in time, real steps lie behind padding: every step counts then.
        if (axis == 0 && scope.Input.Count > 1) scope.Lengths = -1;
        int[] output = [.. scope.Input];
        output[axis] = checked((int)scope.Inputs.Sum(shape => (long)shape[axis]));
        return output;
    }

    /// <inheritdoc/>
    public override ValueId Emit(EmitScope scope)
    {
        var output = scope.Layer.OutputShape;
        var axis = Spec.Axis < 0 ? Spec.Axis + output.Count : Spec.Axis;
        return scope.Add(new ConcatOp(axis + 1), output, [.. scope.Inputs]);
    }
}
