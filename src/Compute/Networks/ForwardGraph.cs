using TrainingService.Compute.Graphs;

namespace TrainingService.Compute.Networks;

/// <summary>A network's operations for one batch size, from the data to its outputs.</summary>
/// <param name="Graph">The operations.</param>
/// <param name="Inputs">The input fields' values, in their order, with their real steps if they have any.</param>
/// <param name="Outputs">The network's outputs, [batch, ...], in the order of <see cref="Network.Outputs"/>.</param>
/// <param name="Parameters">Parameters by number.</param>
public sealed record ForwardGraph(Graph Graph, IReadOnlyList<FieldValue> Inputs, IReadOnlyList<ValueId> Outputs, IReadOnlyList<ValueId> Parameters)
{
    /// <summary>Emits a network's forward operations.</summary>
    internal static ForwardGraph Build(Network network, int batch, bool training, InputChange? change = null)
    {
        ArgumentNullException.ThrowIfNull(network);
        var emitter = new ForwardEmitter(network, batch, training, change);
        emitter.EmitLayers();
        return new ForwardGraph(
            emitter.Graph,
            emitter.Inputs,
            [.. network.Outputs.Select(layer => emitter.ValueOf(new PortRef(layer, 0)))],
            emitter.Parameters);
    }
}

/// <summary>A value that is filled from a field of the data.</summary>
/// <param name="Field">The field's place in the schema.</param>
/// <param name="Value">Filled with its values.</param>
/// <param name="Lengths">Filled with the rows' real steps; null when it has none.</param>
public readonly record struct FieldValue(int Field, ValueId Value, ValueId? Lengths);
