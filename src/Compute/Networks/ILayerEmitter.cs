using TrainingService.Compute.Graphs;

namespace TrainingService.Compute.Networks;

/// <summary>Puts a layer's operations into a graph.</summary>
public interface ILayerEmitter
{
    /// <summary>The layer's `type` in the spec.</summary>
    string Type { get; }

    /// <summary>Emits the operations.</summary>
    /// <returns>The layer's output.</returns>
    ValueId Emit(EmitScope scope);
}

/// <summary>What a layer sees while it emits its operations.</summary>
/// <param name="Graph">Receives them.</param>
/// <param name="Layer">The layer.</param>
/// <param name="Inputs">Its inputs.</param>
/// <param name="Parameters">Its parameters.</param>
/// <param name="Training">Whether the graph is for training (dropout active) or evaluation.</param>
public sealed record EmitScope(
    Graph Graph, NetworkLayer Layer, IReadOnlyList<ValueId> Inputs, IReadOnlyList<ValueId> Parameters, bool Training)
{
    /// <summary>The first input.</summary>
    public ValueId Input => Inputs[0];

    /// <summary>Rows of the batch.</summary>
    public int Batch => Graph[Input].Shape[0];

    /// <summary>Adds a node with one output of the given per-row shape.</summary>
    public ValueId Add(Op op, IReadOnlyList<int> outputShape, params IReadOnlyList<ValueId> inputs)
    {
        ArgumentNullException.ThrowIfNull(outputShape);
        var output = Graph.AddValue(new Shape([Batch, .. outputShape]));
        Graph.AddNode(op, Layer.Index, inputs, [output]);
        return output;
    }
}
