using TrainingService.Compute.Graphs;

namespace TrainingService.Compute.Autodiff;

/// <summary>What a gradient rule sees: the forward node, the gradient of its output, and where to put gradients of its inputs.</summary>
internal sealed class GradientScope(GradientBuilder builder, Graph graph, Node node, ValueId outputGradient)
{
    /// <summary>The forward node.</summary>
    public Node Node => node;

    /// <summary>The gradient of the node's output.</summary>
    public ValueId OutputGradient => outputGradient;

    /// <summary>The node's output.</summary>
    public ValueId Output => node.Outputs[0];

    /// <summary>Whether an input leads to a parameter, so that its gradient is wanted. The data's never is: that saves the first layer's pass.</summary>
    public bool Wants(int input) => builder.DependsOnParameter(node.Inputs[input]);

    /// <summary>Appends the node that computes an input's gradient.</summary>
    public void Add(int input, Op op, params IReadOnlyList<ValueId> inputs)
    {
        var forward = graph[node.Inputs[input]];
        var isParameter = forward.Kind == ValueKind.Parameter;
        var kind = isParameter ? ValueKind.ParameterGradient : ValueKind.Intermediate;
        var gradient = graph.AddValue(forward.Shape, kind, ElementType.Float32, forward.Parameter);
        graph.AddNode(op, node.Layer, inputs, [gradient]);
        Pass(input, gradient);
    }

    /// <summary>Says that an existing value is (a part of) an input's gradient.</summary>
    public void Pass(int input, ValueId gradient) => builder.Accumulate(node.Inputs[input], gradient, node.Layer);
}
