using TrainingService.Compute.Graphs;
using TrainingService.Compute.Ops.Losses;
using TrainingService.Compute.Planning;

namespace TrainingService.Compute.Runtime;

/// <summary>Runs a training step once more, operation by operation, and finds the first value that is not finite.</summary>
internal static unsafe class NonFiniteProbe
{
    /// <summary>The first value that is not finite in a step that is prepared already.</summary>
    public static NonFinite Run(StepGraph graph, CompiledStep step, WorkPool pool)
    {
        var found = default(NonFinite);
        var firstLoss = graph.Graph.Nodes.TakeWhile(node => node.Op is not LossOp).Count();
        var isBackward = graph.Graph.Nodes.Select((node, i) => i > firstLoss && node.Op is not LossOp).ToArray();
        step.Watch(pool, index =>
        {
            if (index < 0) found = InData(graph, step);
            else if (graph.Graph.Nodes[index] is var node && node.Outputs.Any(id => !IsFinite(graph.Graph, step, id)))
                found = new NonFinite(node.Op is LossOp ? NonFiniteKind.Loss : isBackward[index] ? NonFiniteKind.Backward : NonFiniteKind.Forward, node.Layer);
            return found.Kind == NonFiniteKind.None;
        });
        return found;
    }

    private static NonFinite InData(StepGraph graph, CompiledStep step)
    {
        foreach (var field in graph.Fields.Where(field => !IsFinite(graph.Graph, step, field.Value)))
        {
            var layout = step.Layout(field.Value);
            var values = new ReadOnlySpan<float>(step.Address(field.Value), checked((int)layout.Count));
            var first = 0;
            while (float.IsFinite(values[first])) first++;
            return new NonFinite(NonFiniteKind.Input, field.Field, (int)(first / (layout.Count / graph.Batch)));
        }

        return default;
    }

    private static bool IsFinite(Graph graph, CompiledStep step, ValueId id)
    {
        if (graph[id].Element != ElementType.Float32) return true;
        foreach (var value in new ReadOnlySpan<float>(step.Address(id), checked((int)step.Layout(id).Count)))
        {
            if (!float.IsFinite(value)) return false;
        }

        return true;
    }
}
