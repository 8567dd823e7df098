using TrainingService.Compute.Graphs;
using TrainingService.Compute.Ops.Activations;
using TrainingService.Compute.Ops.Conv2D;
using TrainingService.Compute.Ops.Conv3D;
using TrainingService.Compute.Ops.Dense;
using TrainingService.Compute.Ops.Normalization;

namespace TrainingService.Compute.Passes;

/// <summary>
/// Folds activations into the kernels around them, which saves a pass over memory each: y = f(x W + b) in the epilogue of the layer, and
/// dy · f'(y) in the epilogue of the input gradient that makes dy.
/// </summary>
internal static class ActivationFusion
{
    /// <summary>The graph with every activation folded that can be.</summary>
    public static Graph Apply(Graph graph)
    {
        var uses = graph.Nodes.SelectMany(node => node.Inputs).CountBy(id => id).ToDictionary();
        var nodes = graph.Nodes.ToList();
        for (var i = 0; i < nodes.Count; i++)
        {
            var consumer = nodes[i];
            if (consumer.Inputs.Count == 0 || uses.GetValueOrDefault(consumer.Inputs[0]) != 1) continue;
            var producer = nodes.FindIndex(0, i, node => node.Outputs.Contains(consumer.Inputs[0]));
            if (producer < 0 || Fuse(nodes[producer], consumer) is not { } fused) continue;

            // The fused node takes the consumer's place: all its inputs exist by then.
            nodes[i] = fused;
            nodes.RemoveAt(producer);
            i--;
        }

        return graph.WithNodes(nodes);
    }

    private static Node? Fuse(Node producer, Node consumer) => (producer.Op, consumer.Op) switch
    {
        (DenseOp { Activation.Kind: ActivationKind.Linear } dense, ActivationOp activation) =>
            producer with { Op = dense with { Activation = activation.Function }, Outputs = consumer.Outputs },
        (Conv2DOp { Activation.Kind: ActivationKind.Linear } conv, ActivationOp activation) =>
            producer with { Op = conv with { Activation = activation.Function }, Outputs = consumer.Outputs },
        (Conv3DOp { Activation.Kind: ActivationKind.Linear } conv, ActivationOp activation) =>
            producer with { Op = conv with { Activation = activation.Function }, Outputs = consumer.Outputs },
        (ConvTranspose2DOp { Activation.Kind: ActivationKind.Linear } conv, ActivationOp activation) =>
            producer with { Op = conv with { Activation = activation.Function }, Outputs = consumer.Outputs },
        (ConvTranspose3DOp { Activation.Kind: ActivationKind.Linear } conv, ActivationOp activation) =>
            producer with { Op = conv with { Activation = activation.Function }, Outputs = consumer.Outputs },
        (BatchNormOp { Activation.Kind: ActivationKind.Linear } norm, ActivationOp activation) =>
            WithFirstOutput(producer, consumer, norm with { Activation = activation.Function }),
        (GroupNormOp { Activation.Kind: ActivationKind.Linear } norm, ActivationOp activation) =>
            WithFirstOutput(producer, consumer, norm with { Activation = activation.Function }),
        (BatchNormInferenceOp { Activation.Kind: ActivationKind.Linear } norm, ActivationOp activation) =>
            WithFirstOutput(producer, consumer, norm with { Activation = activation.Function }),
        (DenseInputGradientOp { InputActivation.Kind: ActivationKind.Linear }, ActivationGradientOp activation) =>
            WithInput(producer, consumer, new DenseInputGradientOp(activation.Function)),
        (Conv2DInputGradientOp { InputActivation.Kind: ActivationKind.Linear } gradient, ActivationGradientOp activation) =>
            WithInput(producer, consumer, gradient with { InputActivation = activation.Function }),
        (Conv3DInputGradientOp { InputActivation.Kind: ActivationKind.Linear } gradient, ActivationGradientOp activation) =>
            WithInput(producer, consumer, gradient with { InputActivation = activation.Function }),
        _ => null,
    };

    /// <summary>The producer with the consumer's output in place of its first; its others (statistics) stay.</summary>
    private static Node? WithFirstOutput(Node producer, Node consumer, Op op) => producer.Outputs[0] == consumer.Inputs[0]
        ? producer with { Op = op, Outputs = [consumer.Outputs[0], .. producer.Outputs.Skip(1)] }
        : null;

    private static Node WithInput(Node producer, Node consumer, Op op) =>
        producer with { Op = op, Inputs = [producer.Inputs[0], producer.Inputs[1], consumer.Inputs[1]], Outputs = consumer.Outputs };
}
