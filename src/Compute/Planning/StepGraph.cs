using TrainingService.Compute.Augmentation;
using TrainingService.Compute.Autodiff;
using TrainingService.Compute.Data;
using TrainingService.Compute.Graphs;
using TrainingService.Compute.Networks;
using TrainingService.Compute.Ops.Elementwise;
using TrainingService.Compute.Ops.Losses;
using TrainingService.Compute.Ops.Sequences;
using TrainingService.Compute.Passes;

namespace TrainingService.Compute.Planning;

/// <summary>One loss of a step: which output of the network against which field of the data.</summary>
/// <param name="Target">The field's place in the schema: a target, or an input to be rebuilt.</param>
/// <param name="Loss">Makes the op, given whether it is for training (with gradient).</param>
internal sealed record Objective(int Target, Func<bool, LossOp> Loss)
{
    /// <summary>Factors by class to be learned from the rows before the first step is compiled; null when there are none.</summary>
    public ClassFactors? Balanced { get; init; }
}

/// <summary>Where a step's results for one objective lie.</summary>
/// <param name="Target">The targets: labels [rows] (int32) or numbers [rows, n].</param>
/// <param name="RowLoss">Loss of each row, [rows].</param>
/// <param name="Predictions">What was predicted for each row, [rows] int32.</param>
/// <param name="Output">The network's output as the loss took it, [rows, n]; readable by the host after the step.</param>
/// <param name="RowsPerSample">Rows for each row of data: 1, or for labels per position the number of positions.</param>
/// <param name="Outputs">n.</param>
internal readonly record struct StepOutput(ValueId Target, ValueId RowLoss, ValueId Predictions, ValueId Output, int RowsPerSample, int Outputs);

/// <summary>All operations of one training step, or of one evaluation of a batch.</summary>
/// <param name="Graph">The operations in execution order.</param>
/// <param name="Fields">Values to fill from the data before each step: inputs, then targets.</param>
/// <param name="Outputs">Results by objective.</param>
/// <param name="Batch">Rows of data.</param>
internal sealed record StepGraph(Graph Graph, IReadOnlyList<FieldValue> Fields, IReadOnlyList<StepOutput> Outputs, int Batch)
{
    /// <summary>The first input.</summary>
    public ValueId Input => Fields[0].Value;

    /// <summary>The first objective's target.</summary>
    public ValueId Target => Outputs[0].Target;

    /// <summary>The first objective's loss of each row.</summary>
    public ValueId RowLoss => Outputs[0].RowLoss;

    /// <summary>The first objective's predictions.</summary>
    public ValueId Predictions => Outputs[0].Predictions;

    /// <summary>Forward, losses and, for training, backward; fused unless asked otherwise.</summary>
    public static StepGraph Build(
        Network network, DataSchema schema, IReadOnlyList<Objective> objectives, int batch, bool training, bool fuse = true, BatchChanges? changes = null)
    {
        var augmented = training && changes is not null;
        var forward = ForwardGraph.Build(
            network, batch, training, augmented ? (into, input) => changes!.Input(into, input.Field, input.Value, input.Lengths) : null);
        var graph = forward.Graph;
        graph.MixesRows = training;
        var fields = forward.Inputs.ToList();
        var outputs = new List<StepOutput>();
        var gradients = new List<(ValueId Output, ValueId Gradient)>();
        foreach (var (objective, output) in objectives.Zip(forward.Outputs))
        {
            var field = schema.Fields[objective.Target];
            var perPosition = field.IsInteger && field.Shape.Count > 0;
            var rows = perPosition ? checked(batch * field.Count) : batch;
            var z = Flat(graph, output, rows, network.Layers.Count - 1);
            graph.Keep(z);
            var target = field.IsInteger
                ? graph.AddValue(new Shape(rows), ValueKind.Target, ElementType.Int32)
                : graph.AddValue(new Shape(rows, field.Count), ValueKind.Target);
            fields.Add(new FieldValue(objective.Target, target, null));
            var rowLoss = graph.AddValue(new Shape(rows), ValueKind.Output);
            var predictions = graph.AddValue(new Shape(rows), ValueKind.Output, ElementType.Int32);
            List<ValueId> results = [rowLoss, predictions];
            if (training)
            {
                results.Add(graph.AddValue(graph[z].Shape));
                gradients.Add((z, results[2]));
            }

            var compared = augmented ? changes!.Target(graph, objective.Target, target) : target;
            if (field.HoldsBoxes) compared = BoxNumbers(graph, compared);

            // Scores judge by what the loss was given, but shares of classes are no labels: there the row's own label counts.
            var judged = graph[compared].Element == graph[target].Element ? compared : target;
            graph.Keep(judged);
            graph.AddNode(objective.Loss(training) with { RowsPerSample = rows / batch }, -1, [z, compared], results);
            outputs.Add(new StepOutput(judged, rowLoss, predictions, z, rows / batch, graph[z].Shape[1]));
        }

        if (training) GradientBuilder.Build(graph, gradients);
        return new StepGraph(fuse ? Fusion.Apply(graph) : graph, fields, outputs, batch);
    }

    /// <summary>Forward only: the outputs' values are in <see cref="Outputs"/>, without losses.</summary>
    public static StepGraph BuildForward(Network network, int batch)
    {
        var forward = ForwardGraph.Build(network, batch, training: false);
        forward.Graph.HasFixedWeights = true;
        foreach (var output in forward.Outputs) forward.Graph.Keep(output);
        var none = new ValueId(-1);
        return new StepGraph(
            Fusion.Apply(forward.Graph),
            forward.Inputs,
            [.. forward.Outputs.Select(id => new StepOutput(none, none, none, id, 1, checked((int)(forward.Graph[id].Shape.Count / batch))))],
            batch);
    }

    /// <summary>Boxes [batch, most · 5] without their classes: [batch, most · 4].</summary>
    private static ValueId BoxNumbers(Graph graph, ValueId boxes)
    {
        var (batch, most) = (graph[boxes].Shape[0], graph[boxes].Shape[1] / 5);
        ValueId Add(Op op, ValueId input, Shape shape)
        {
            var value = graph.AddValue(shape);
            graph.AddNode(op, -1, [input], [value]);
            return value;
        }

        var four = Add(new TakeColumnsOp(0), Add(new ReshapeOp(), boxes, new Shape(batch * most, 5)), new Shape(batch * most, 4));
        return Add(new ReshapeOp(), four, new Shape(batch, most * 4));
    }

    /// <summary>A network's output as rows of numbers, which is what losses take.</summary>
    private static ValueId Flat(Graph graph, ValueId output, int rows, int layer)
    {
        var shape = new Shape(rows, checked((int)(graph[output].Shape.Count / rows)));
        if (graph[output].Shape.Equals(shape)) return output;
        var flat = graph.AddValue(shape);
        graph.AddNode(new ReshapeOp(), layer, [output], [flat]);
        return flat;
    }
}
