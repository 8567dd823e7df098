using TrainingService.Compute.Graphs;
using TrainingService.Compute.Networks;
using TrainingService.Compute.Ops.Activations;
using TrainingService.Compute.Ops.Dense;
using TrainingService.Compute.Ops.Dropout;
using TrainingService.Compute.Ops.Elementwise;
using TrainingService.Contracts.Specs.Layers;

namespace TrainingService.Compute.Specs.Layers.Sequences;

/// <summary>Operations that treat every step of a sequence alike: on all steps of all rows as one matrix.</summary>
internal static class PerPosition
{
    /// <summary>[n, ..., c] as [n · ..., c].</summary>
    public static ValueId Rows(EmitScope scope, ValueId x)
    {
        var shape = scope.Graph[x].Shape;
        return shape.Rank == 2 ? x : Reshape(scope, x, new Shape(checked((int)(shape.Count / Width(shape))), Width(shape)));
    }

    /// <summary>Rows of c numbers as [n, ..., c].</summary>
    public static ValueId Unflattened(EmitScope scope, ValueId rows, Shape like)
    {
        var shape = new Shape([.. like.Dimensions[..^1], scope.Graph[rows].Shape[1]]);
        return scope.Graph[rows].Shape.Equals(shape) ? rows : Reshape(scope, rows, shape);
    }

    /// <summary>f(x W + b) for rows [r, in] to [r, out].</summary>
    public static ValueId Dense(EmitScope scope, ValueId rows, ValueId kernel, ValueId? bias, Activation activation = Activation.Linear)
    {
        ValueId[] inputs = bias is { } b ? [rows, kernel, b] : [rows, kernel];
        var y = scope.Graph.AddValue(new Shape(scope.Graph[rows].Shape[0], scope.Graph[kernel].Shape[1]));
        scope.Graph.AddNode(new DenseOp(bias is not null, ActivationFunction.Linear), scope.Layer.Index, inputs, [y]);
        return Activate(scope, y, activation);
    }

    /// <summary>Dropout in training, nothing else.</summary>
    public static ValueId Dropout(EmitScope scope, ValueId x, double rate, int stream)
    {
        if (!scope.Training || rate <= 0) return x;
        var shape = scope.Graph[x].Shape;
        var rows = Rows(scope, x);
        var y = Node(scope, new DropoutOp(rate, stream), scope.Graph[rows].Shape, rows);
        return Unflattened(scope, y, shape);
    }

    /// <summary>A node with one output of any shape.</summary>
    public static ValueId Node(EmitScope scope, Op op, Shape shape, params IReadOnlyList<ValueId> inputs)
    {
        var y = scope.Graph.AddValue(shape);
        scope.Graph.AddNode(op, scope.Layer.Index, inputs, [y]);
        return y;
    }

    private static ValueId Activate(EmitScope scope, ValueId y, Activation activation) => activation == Activation.Linear
        ? y
        : Node(scope, Activations.OpOf(activation), scope.Graph[y].Shape, y);

    private static ValueId Reshape(EmitScope scope, ValueId x, Shape shape) => Node(scope, new ReshapeOp(), shape, x);

    private static int Width(Shape shape) => shape[shape.Rank - 1];
}
