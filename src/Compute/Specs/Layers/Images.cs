using TrainingService.Compute.Graphs;
using TrainingService.Compute.Networks;
using TrainingService.Compute.Ops.Elementwise;

namespace TrainingService.Compute.Specs.Layers;

/// <summary>
/// Series, images and volumes as the batches of images that the engine's kernels take: a series [t, c] is an image of one row, a volume
/// [d, h, w, c] is d images.
/// </summary>
internal static class Images
{
    /// <summary>Requires one row of input to have channels and so many dimensions besides; reports and gives false otherwise.</summary>
    public static bool Require(LayerScope scope, string type, int rank) => rank switch
    {
        1 => scope.RequireRank(type, 2, "a series", "[time, channels]"),
        2 => scope.RequireImage(type),
        _ => scope.RequireRank(type, 4, "a volume", "[depth, height, width, channels]"),
    };

    /// <summary>A value as images.</summary>
    public static ValueId Of(EmitScope scope, ValueId value)
    {
        var shape = scope.Graph[value].Shape;
        return shape.Rank switch
        {
            3 => Reshape(scope, value, new Shape(shape[0], 1, shape[1], shape[2])),
            5 => Reshape(scope, value, new Shape(shape[0] * shape[1], shape[2], shape[3], shape[4])),
            _ => value,
        };
    }

    /// <summary>Images as a value of a per-row shape.</summary>
    public static ValueId To(EmitScope scope, ValueId images, IReadOnlyList<int> row) => Reshape(scope, images, new Shape([scope.Batch, .. row]));

    /// <summary>A value in another shape. One that was reshaped from it already is taken from there, which saves going to and fro.</summary>
    public static ValueId Reshape(EmitScope scope, ValueId value, Shape shape)
    {
        if (scope.Graph[value].Shape.Equals(shape)) return value;
        var origin = scope.Graph.Nodes.LastOrDefault(node => node.Op is ReshapeOp && node.Outputs[0] == value)?.Inputs[0];
        return origin is { } other && scope.Graph[other].Shape.Equals(shape) ? other : Add(scope, new ReshapeOp(), shape, value);
    }

    /// <summary>Adds a node whose output has a shape of any kind.</summary>
    public static ValueId Add(EmitScope scope, Op op, Shape shape, params IReadOnlyList<ValueId> inputs)
    {
        var output = scope.Graph.AddValue(shape);
        scope.Graph.AddNode(op, scope.Layer.Index, inputs, [output]);
        return output;
    }
}
