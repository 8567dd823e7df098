using TrainingService.Compute.Autodiff;
using TrainingService.Compute.Data;
using TrainingService.Compute.Graphs;
using TrainingService.Compute.Networks;
using TrainingService.Compute.Ops.Losses;
using TrainingService.Compute.Passes;

namespace TrainingService.Compute.Planning;

/// <summary>All operations of one training step, or of one evaluation of a batch.</summary>
/// <param name="Graph">The operations in execution order.</param>
/// <param name="Input">The data.</param>
/// <param name="Target">The targets.</param>
/// <param name="RowLoss">Loss of each row, [batch].</param>
/// <param name="Predictions">What was predicted for each row, [batch] int32.</param>
/// <param name="Batch">Rows.</param>
internal sealed record StepGraph(Graph Graph, ValueId Input, ValueId Target, ValueId RowLoss, ValueId Predictions, int Batch)
{
    /// <summary>Forward, loss and, for training, backward; fused unless asked otherwise.</summary>
    public static StepGraph Build(Network network, DataSchema schema, Func<bool, LossOp> loss, int batch, bool training, bool fuse = true)
    {
        var forward = ForwardGraph.Build(network, schema, batch, training);
        var graph = forward.Graph;
        var rowLoss = graph.AddValue(new Shape(batch), ValueKind.Output);
        var predictions = graph.AddValue(new Shape(batch), ValueKind.Output, ElementType.Int32);
        List<ValueId> outputs = [rowLoss, predictions];
        if (training) outputs.Add(graph.AddValue(graph[forward.Output].Shape));
        graph.AddNode(loss(training), -1, [forward.Output, forward.Target], outputs);
        if (training) GradientBuilder.Build(graph, forward.Output, outputs[2]);
        return new StepGraph(fuse ? ActivationFusion.Apply(graph) : graph, forward.Input, forward.Target, rowLoss, predictions, batch);
    }
}
