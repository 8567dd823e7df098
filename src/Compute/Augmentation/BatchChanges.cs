using TrainingService.Compute.Data;
using TrainingService.Compute.Graphs;
using TrainingService.Compute.Ops.Augmentation;
using TrainingService.Compute.Ops.Elementwise;

namespace TrainingService.Compute.Augmentation;

/// <summary>Puts a run's random changes into a training graph, between the data and the network.</summary>
internal sealed class BatchChanges(DataSchema schema, IReadOnlyList<BatchChange> changes)
{
    /// <summary>None.</summary>
    public static BatchChanges None(DataSchema schema) => new(schema, []);

    /// <summary>An input after all changes.</summary>
    /// <param name="graph">Receives the ops.</param>
    /// <param name="field">The field's place in the schema.</param>
    /// <param name="value">Filled from the data, [batch, ...].</param>
    /// <param name="lengths">Real steps, if it has them.</param>
    public ValueId Input(Graph graph, int field, ValueId value, ValueId? lengths) =>
        changes.Aggregate(value, (current, change) => change.OnInput(field, schema) is { } op ? Apply(graph, op, current, graph[current].Shape, lengths) : current);

    /// <summary>A target after all changes: labels stay int32 unless they are mixed, when they become shares of classes [batch, classes].</summary>
    public ValueId Target(Graph graph, int field, ValueId value)
    {
        foreach (var change in changes)
        {
            if (change.OnTarget(field, schema) is not { } op) continue;
            var shape = graph[value].Shape;
            value = op switch
            {
                MixupLabelsOp => Apply(graph, op, value, new Shape(shape[0], schema.Fields[field].Classes), null, ElementType.Float32),
                WarpOp => Reshaped(graph, Apply(graph, op, Reshaped(graph, value, new Shape([shape[0], .. schema.Fields[field].Shape])), null), shape),
                _ => Apply(graph, op, value, shape, null),
            };
        }

        return value;
    }

    private static ValueId Apply(Graph graph, Op op, ValueId value, ValueId? lengths) => Apply(graph, op, value, graph[value].Shape, lengths);

    private static ValueId Apply(Graph graph, Op op, ValueId value, Shape shape, ValueId? lengths, ElementType? element = null)
    {
        var changed = graph.AddValue(shape, ValueKind.Intermediate, element ?? graph[value].Element);
        graph.AddNode(op, -1, op is TokenDropoutOp && lengths is { } steps ? [value, steps] : [value], [changed]);
        return changed;
    }

    private static ValueId Reshaped(Graph graph, ValueId value, Shape shape)
    {
        if (graph[value].Shape.Equals(shape)) return value;
        var reshaped = graph.AddValue(shape);
        graph.AddNode(new ReshapeOp(), -1, [value], [reshaped]);
        return reshaped;
    }
}
