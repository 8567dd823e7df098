using TrainingService.Compute.Graphs;

namespace TrainingService.Compute.Autodiff;

/// <summary>What a gradient rule sees: the forward node, the gradients of its outputs, and where to put gradients of its inputs.</summary>
internal sealed class GradientScope(GradientBuilder builder, Graph graph, Node node, IReadOnlyList<ValueId?> outputGradients)
{
    /// <summary>The forward node.</summary>
    public Node Node => node;

    /// <summary>The gradient of the node's first output, which is used: always so for nodes with one output.</summary>
    public ValueId OutputGradient => outputGradients[0] ?? throw new InvalidOperationException($"The first output of {node.Op} has no gradient.");

    /// <summary>The node's first output.</summary>
    public ValueId Output => node.Outputs[0];

    /// <summary>The gradient of one of several outputs; null when nothing depends on that output.</summary>
    public ValueId? OutputGradientOf(int output) => outputGradients[output];

    /// <summary>Whether an input leads to a parameter, so that its gradient is wanted. The data's never is: that saves the first layer's pass.</summary>
    public bool Wants(int input) => builder.DependsOnParameter(node.Inputs[input]);

    /// <summary>Appends the node that computes an input's gradient.</summary>
    public void Add(int input, Op op, params IReadOnlyList<ValueId> inputs)
    {
        var gradient = NewGradient(input);
        graph.AddNode(op, node.Layer, inputs, [gradient]);
        Pass(input, gradient);
    }

    /// <summary>Appends a node that computes the gradients of several inputs at once, followed by values that only it and later nodes use.</summary>
    /// <param name="wanted">Inputs of the forward node, in the order of the op's outputs; each is passed on.</param>
    /// <param name="op">The op.</param>
    /// <param name="inputs">Its inputs.</param>
    /// <param name="extra">Shapes of further outputs.</param>
    /// <returns>The further outputs.</returns>
    public IReadOnlyList<ValueId> AddMany(IReadOnlyList<int> wanted, Op op, IReadOnlyList<ValueId> inputs, params IReadOnlyList<Shape> extra)
    {
        ValueId[] gradients = [.. wanted.Select(NewGradient)];
        ValueId[] others = [.. extra.Select(shape => graph.AddValue(shape))];
        graph.AddNode(op, node.Layer, inputs, [.. gradients, .. others]);
        foreach (var (input, gradient) in wanted.Zip(gradients)) Pass(input, gradient);
        return others;
    }

    /// <summary>A new value of the given shape computed by a node of the backward pass.</summary>
    public ValueId AddValue(Op op, Shape shape, params IReadOnlyList<ValueId> inputs)
    {
        var value = graph.AddValue(shape);
        graph.AddNode(op, node.Layer, inputs, [value]);
        return value;
    }

    /// <summary>Shape of a value.</summary>
    public Shape ShapeOf(ValueId id) => graph[id].Shape;

    /// <summary>Says that an existing value is (a part of) an input's gradient. A parameter's must come from <see cref="Add"/> or <see cref="AddMany"/>.</summary>
    public void Pass(int input, ValueId gradient) => builder.Accumulate(node.Inputs[input], gradient, node.Layer);

    private ValueId NewGradient(int input)
    {
        var forward = graph[node.Inputs[input]];
        var kind = forward.Kind == ValueKind.Parameter ? ValueKind.ParameterGradient : ValueKind.Intermediate;
        return graph.AddValue(forward.Shape, kind, ElementType.Float32, forward.Parameter);
    }
}
