using TrainingService.Compute.Graphs;

namespace TrainingService.Compute.Networks;

/// <summary>Puts a layer's operations into a graph.</summary>
public interface ILayerEmitter
{
    /// <summary>The layer's `type` in the spec.</summary>
    string Type { get; }

    /// <summary>Emits the operations.</summary>
    /// <returns>The layer's main output; further ones are given to <see cref="EmitScope.SetPort"/>.</returns>
    ValueId Emit(EmitScope scope);
}

/// <summary>What a layer sees while it emits its operations.</summary>
/// <param name="Forward">The graph being built, with the values of all ports so far.</param>
/// <param name="Layer">The layer.</param>
/// <param name="Inputs">Its inputs.</param>
/// <param name="Parameters">Its parameters.</param>
public sealed record EmitScope(ForwardEmitter Forward, NetworkLayer Layer, IReadOnlyList<ValueId> Inputs, IReadOnlyList<ValueId> Parameters)
{
    /// <summary>Receives the operations.</summary>
    public Graph Graph => Forward.Graph;

    /// <summary>Whether the graph is for training (dropout active) or evaluation.</summary>
    public bool Training => Forward.Training;

    /// <summary>The first input.</summary>
    public ValueId Input => Inputs[0];

    /// <summary>Rows of the batch.</summary>
    public int Batch => Forward.Batch;

    /// <summary>Real steps of each row of an input, int32 [batch]; null when all its steps are real.</summary>
    public ValueId? LengthsOf(int input = 0) => Forward.LengthsOf(Layer.Inputs[input]);

    /// <summary>The value of any port computed before: for layers that name another, such as unpooling.</summary>
    public ValueId ValueOf(PortRef port) => Forward.ValueOf(port);

    /// <summary>Gives the value of one of the layer's further outputs, by its place among <see cref="NetworkLayer.PortNames"/>.</summary>
    public void SetPort(string name, ValueId value) => Forward.SetPort(Layer, name, value);

    /// <summary>Whether the main output's real steps are other than its input's, so that the layer must give them to <see cref="SetLengths"/>.</summary>
    public bool HasOwnLengths => Layer.Ports[0].Lengths == Port.LengthsOf(Layer.Index);

    /// <summary>Gives the real steps of the main output, int32 [batch].</summary>
    public void SetLengths(ValueId value) => Forward.SetLengths(Layer, value);

    /// <summary>Adds a node with one output of the given per-row shape.</summary>
    public ValueId Add(Op op, IReadOnlyList<int> outputShape, params IReadOnlyList<ValueId> inputs)
    {
        ArgumentNullException.ThrowIfNull(outputShape);
        var output = NewValue(outputShape);
        Graph.AddNode(op, Layer.Index, inputs, [output]);
        return output;
    }

    /// <summary>A value of the given per-row shape, for nodes with several outputs.</summary>
    public ValueId NewValue(IReadOnlyList<int> shape, ElementType element = ElementType.Float32)
    {
        ArgumentNullException.ThrowIfNull(shape);
        return Graph.AddValue(new Shape([Batch, .. shape]), ValueKind.Intermediate, element);
    }

    /// <summary>The new value of a non-trainable parameter: a node that outputs it overwrites the parameter in place.</summary>
    /// <param name="parameter">One of <see cref="Parameters"/> that is not trainable.</param>
    public ValueId NewState(ValueId parameter) =>
        Graph.AddValue(Graph[parameter].Shape, ValueKind.State, ElementType.Float32, Graph[parameter].Parameter);
}
