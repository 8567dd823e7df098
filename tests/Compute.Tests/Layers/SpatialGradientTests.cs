using TrainingService.Compute.Graphs;
using TrainingService.Compute.Ops.Losses;
using TrainingService.Compute.Planning;
using TrainingService.Compute.Reference;
using TrainingService.Contracts.Specs.Layers;

namespace TrainingService.Compute.Tests.Layers;

/// <summary>Gradients of whole networks, in float64, against central differences of the loss.</summary>
public sealed class SpatialGradientTests
{
    private const int Rows = 4;
    private const double Epsilon = 1e-6;

    public static TheoryData<string, bool> Networks => SpatialStepTests.Networks;

    [Theory]
    [MemberData(nameof(Networks))]
    public void Every_parameter_gradient_is_the_slope_of_the_loss(string name, bool withLengths)
    {
        var (_, input, layers) = SpatialNetworks.Find(name);
        var (step, bindings) = Build(input, layers, withLengths);
        var values = ReferenceInterpreter.Run(step.Graph, bindings);
        foreach (var gradient in step.Graph.Nodes.SelectMany(n => n.Outputs).Where(id => step.Graph[id].Kind == ValueKind.ParameterGradient))
        {
            var parameter = step.Graph.Values.First(v => v.Kind == ValueKind.Parameter && v.Parameter == step.Graph[gradient].Parameter).Id;
            for (var i = 0; i < bindings[parameter].Length; i += 1 + bindings[parameter].Length / 5)
            {
                var slope = (Loss(step, bindings, parameter, i, Epsilon) - Loss(step, bindings, parameter, i, -Epsilon)) / (2 * Epsilon);
                Assert.True(IsClose(values[gradient][i], slope), $"parameter {parameter.Index}[{i}]: {values[gradient][i]} but slope {slope}");
                Assert.False(IsClose(values[gradient][i] + 1e-4 + 0.01 * Math.Abs(slope), slope), "The check would let a wrong gradient pass.");
            }
        }
    }

    private static (StepGraph Step, Dictionary<ValueId, double[]> Bindings) Build(int[] input, LayerSpec[] layers, bool withLengths)
    {
        var network = ReferenceForward.Compile(input, layers, out var errors, withLengths);
        Assert.Empty(errors);
        var data = SpatialNetworks.Data(input, Rows, withLengths);
        var schema = data.Description.Schema;
        var step = StepGraph.Build(network!, schema, [new Objective(1, training => new SoftmaxCrossEntropyOp(training))], Rows, training: true);
        var bindings = new Dictionary<ValueId, double[]>
        {
            [step.Input] = [.. data.Training.Floats.ToArray().Select(f => (double)f)],
            [step.Target] = [.. data.Training.Labels.ToArray().Select(label => (double)label)],
        };
        if (step.Fields[0].Lengths is { } lengths) bindings[lengths] = [.. SpatialNetworks.Lengths(input[0], Rows).Select(steps => (double)steps)];
        foreach (var value in step.Graph.Values.Where(v => v.Kind == ValueKind.Parameter))
            bindings[value.Id] = ReferenceForward.Numbers((int)value.Shape.Count, (uint)value.Parameter);
        return (step, bindings);
    }

    private static double Loss(StepGraph step, Dictionary<ValueId, double[]> bindings, ValueId parameter, int index, double offset)
    {
        var moved = (double[])bindings[parameter].Clone();
        moved[index] += offset;
        return ReferenceInterpreter.Run(step.Graph, new Dictionary<ValueId, double[]>(bindings) { [parameter] = moved })[step.RowLoss].Average();
    }

    private static bool IsClose(double actual, double expected) => Math.Abs(actual - expected) <= 1e-5 + 1e-3 * Math.Abs(expected);
}
