using TrainingService.Compute.Data;
using TrainingService.Compute.Graphs;
using TrainingService.Contracts.Datasets;

namespace TrainingService.Compute.Networks;

/// <summary>A network's operations for one batch size, from the data to its output.</summary>
/// <param name="Graph">The operations.</param>
/// <param name="Input">The data, [batch, ...].</param>
/// <param name="Target">The targets, [batch] labels or [batch, n] numbers.</param>
/// <param name="Output">The network's output, [batch, n].</param>
/// <param name="Parameters">Parameters by number.</param>
public sealed record ForwardGraph(Graph Graph, ValueId Input, ValueId Target, ValueId Output, IReadOnlyList<ValueId> Parameters)
{
    /// <summary>Emits a network's forward operations.</summary>
    public static ForwardGraph Build(Network network, DataSchema schema, int batch, bool training)
    {
        ArgumentNullException.ThrowIfNull(network);
        ArgumentNullException.ThrowIfNull(schema);
        var graph = new Graph();
        var input = graph.AddValue(new Shape([batch, .. network.InputShape]), ValueKind.Input);
        var target = schema.Target == TargetKind.Class
            ? graph.AddValue(new Shape(batch), ValueKind.Target, ElementType.Int32)
            : graph.AddValue(new Shape(batch, schema.TargetSize), ValueKind.Target);
        ValueId[] parameters =
        [
            .. network.Parameters.Select(p => graph.AddValue(new Shape([.. p.Shape]), ValueKind.Parameter, ElementType.Float32, p.Number)),
        ];

        var outputs = new ValueId[network.Layers.Count];
        foreach (var layer in network.Layers)
        {
            ValueId[] inputs = [.. layer.Inputs.Select(index => index < 0 ? input : outputs[index])];
            ValueId[] own = [.. layer.Parameters.Select(number => parameters[number])];
            outputs[layer.Index] = layer.Builder.Emit(new EmitScope(graph, layer, inputs, own, training));
        }

        return new ForwardGraph(graph, input, target, outputs[^1], parameters);
    }
}
