using TrainingService.Compute.Graphs;
using TrainingService.Compute.Networks;
using TrainingService.Compute.Ops.Attention;
using TrainingService.Contracts.Specs.Initializers;

namespace TrainingService.Compute.Specs.Layers.Sequences;

/// <summary>Projections, attention and output matrix: all of an attention layer, or a part of a transformer block.</summary>
/// <param name="Prefix">Before the names of its parameters.</param>
/// <param name="Heads">Heads.</param>
/// <param name="Units">Size of queries, keys and values.</param>
/// <param name="Causal">Whether a step sees only itself and those before it.</param>
/// <param name="Dropout">Share of the weights dropped.</param>
/// <param name="Stream">Random stream of the weights' dropout.</param>
internal sealed record AttentionPart(string Prefix, int Heads, int Units, bool Causal, double Dropout, int Stream)
{
    /// <summary>Whether the products have biases.</summary>
    public bool UseBias { get; init; } = true;

    /// <summary>Adds the parameters: queries, keys and values in one matrix for self-attention, else queries, and keys with values; then the output's.</summary>
    /// <param name="scope">The layer.</param>
    /// <param name="channels">Of the sequence that asks.</param>
    /// <param name="memoryChannels">Of the other sequence; 0 for self-attention.</param>
    /// <param name="kernel">How matrices start.</param>
    /// <param name="bias">How biases start.</param>
    public void AddParameters(LayerScope scope, int channels, int memoryChannels, InitializerSpec kernel, InitializerSpec bias)
    {
        if (memoryChannels == 0)
        {
            AddProduct(scope, "qkv", channels, 3 * Units, kernel, bias);
        }
        else
        {
            AddProduct(scope, "query", channels, Units, kernel, bias);
            AddProduct(scope, "key_value", memoryChannels, 2 * Units, kernel, bias);
        }

        AddProduct(scope, "output", Units, channels, kernel, bias);
    }

    /// <summary>Emits it for a sequence [n, t, c], with the other sequence and its lengths, or null and its own for self-attention.</summary>
    public ValueId Emit(EmitScope scope, ValueId x, ValueId? memory, ValueId? lengths, Queue<ValueId> parameters)
    {
        var shape = scope.Graph[x].Shape;
        List<ValueId> inputs = [Product(scope, x, parameters)];
        if (memory is { } other) inputs.Add(Product(scope, other, parameters));
        if (lengths is { } ends) inputs.Add(ends);
        var dropout = scope.Training ? Dropout : 0;
        var form = new AttentionForm(Heads, Causal, memory is null, lengths is not null, dropout, dropout > 0 ? Stream : 0);
        var o = scope.Graph.AddValue(new Shape(shape[0], shape[1], Units));
        var figures = scope.Graph.AddValue(new Shape(shape[0] * Heads, shape[1], 2));
        scope.Graph.AddNode(new AttentionOp(form), scope.Layer.Index, inputs, [o, figures]);
        return Product(scope, o, parameters);
    }

    private ValueId Product(EmitScope scope, ValueId x, Queue<ValueId> parameters)
    {
        var kernel = parameters.Dequeue();
        var rows = PerPosition.Dense(scope, PerPosition.Rows(scope, x), kernel, UseBias ? parameters.Dequeue() : null);
        return PerPosition.Unflattened(scope, rows, scope.Graph[x].Shape);
    }

    private void AddProduct(LayerScope scope, string name, int inputs, int outputs, InitializerSpec kernel, InitializerSpec bias)
    {
        // Queries, keys and values are matrices of their own that lie side by side: each has units outputs.
        var fanOut = Math.Min(outputs, name == "output" ? outputs : Units);
        scope.AddParameter($"{Prefix}{name}_kernel", [inputs, outputs], kernel, inputs, fanOut, member: "kernel_initializer");
        if (UseBias) scope.AddParameter($"{Prefix}{name}_bias", [outputs], bias, inputs, fanOut, isBias: true, member: "bias_initializer");
    }
}
