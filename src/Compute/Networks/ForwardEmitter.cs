using TrainingService.Compute.Graphs;

namespace TrainingService.Compute.Networks;

/// <summary>What the network reads in place of an input as it comes from the data; adds the operations that make it.</summary>
internal delegate ValueId InputChange(Graph graph, FieldValue input);

/// <summary>Emits a network's forward operations for one batch size, layer by layer.</summary>
public sealed class ForwardEmitter
{
    private readonly Network network;
    private readonly Dictionary<PortRef, ValueId> values = [];
    private readonly Dictionary<int, ValueId> lengths = [];
    private readonly List<FieldValue> inputs = [];
    private readonly ValueId[] parameters;

    internal ForwardEmitter(Network network, int batch, bool training, InputChange? change)
    {
        (this.network, Batch, Training) = (network, batch, training);
        for (var i = 0; i < network.Inputs.Count; i++)
        {
            var field = network.Inputs[i];
            var element = field.IsInteger ? ElementType.Int32 : ElementType.Float32;
            var value = Graph.AddValue(new Shape([batch, .. field.Shape]), ValueKind.Input, element);
            if (field.HasLengths) lengths[i] = Graph.AddValue(new Shape(batch), ValueKind.Input, ElementType.Int32);
            inputs.Add(new FieldValue(i, value, field.HasLengths ? lengths[i] : null));
            values[PortRef.Field(i)] = change is null ? value : change(Graph, inputs[^1]);
        }

        parameters =
        [
            .. network.Parameters.Select(p => Graph.AddValue(
                new Shape([.. p.Shape]), p.IsTrainable ? ValueKind.Parameter : ValueKind.State, ElementType.Float32, p.Number)),
        ];
    }

    /// <summary>Receives the operations.</summary>
    public Graph Graph { get; } = new();

    /// <summary>Rows of the batch.</summary>
    public int Batch { get; }

    /// <summary>Whether for training or for evaluation.</summary>
    public bool Training { get; }

    /// <summary>Values to fill from the data.</summary>
    internal IReadOnlyList<FieldValue> Inputs => inputs;

    /// <summary>Parameters by number.</summary>
    internal IReadOnlyList<ValueId> Parameters => parameters;

    /// <summary>The value of a port.</summary>
    public ValueId ValueOf(PortRef port) => values[port];

    /// <summary>Real steps of each row at a port; null when all are real.</summary>
    public ValueId? LengthsOf(PortRef port)
    {
        var field = port.Layer < 0 ? (network.Inputs[port.Index].HasLengths ? port.Index : -1) : network.Layers[port.Layer].Ports[port.Index].Lengths;
        return field == -1 ? null : lengths[field];
    }

    /// <summary>Gives the lengths that a layer computes: see <see cref="Port.LengthsOf"/>.</summary>
    internal void SetLengths(NetworkLayer layer, ValueId value) => lengths[Port.LengthsOf(layer.Index)] = value;

    internal void SetPort(NetworkLayer layer, string name, ValueId value)
    {
        for (var i = 0; i < layer.PortNames.Count; i++)
        {
            if (layer.PortNames[i] == name) values[new PortRef(layer.Index, i + 1)] = value;
        }
    }

    /// <summary>Emits all layers in order.</summary>
    internal void EmitLayers()
    {
        foreach (var layer in network.Layers)
        {
            ValueId[] inputs = [.. layer.Inputs.Select(ValueOf)];
            ValueId[] own = [.. layer.Parameters.Select(number => parameters[number])];
            values[new PortRef(layer.Index, 0)] = layer.Builder.Emit(new EmitScope(this, layer, inputs, own));
        }
    }
}
