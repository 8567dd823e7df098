using TrainingService.Compute.Autodiff;
using TrainingService.Compute.Graphs;
using TrainingService.Compute.Ops.Recurrent;
using TrainingService.Compute.Ops.Sequences;
using TrainingService.Compute.Reference;
using TrainingService.Conformance.Tests.Ops;

namespace TrainingService.Conformance.Tests.Sequences;

/// <summary>Gradients of the sequence ops, all of their rules' nodes together, against central differences in float64.</summary>
public sealed class SequenceGradientTests
{
    private const double Epsilon = 1e-6;

    /// <summary>Ops, with the outputs that something depends on.</summary>
    private static readonly (OpCase Case, int[] Used)[] Cases =
    [
        .. Enum.GetValues<RecurrentCell>().SelectMany(Recurrent),
        (AttentionCases.Forward(new(2, false, true, true), 3, 4, 4, 6), [0]),
        (AttentionCases.Forward(new(1, true, true, false), 2, 5, 5, 3), [0]),
        (AttentionCases.Forward(new(2, false, false, true), 2, 3, 4, 4), [0]),
        (AttentionCases.Forward(new(1, true, true, true, 0.4, 3), 2, 4, 4, 2), [0]),
        (new("embedding", new EmbeddingOp(2), [new(new(3, 4), Fill.Labels, 5), new(new(5, 3), IsParameter: true)], [new(new(3, 4, 3))]), [0]),
        (new("positions", new AddPositionsOp(), [new(new(3, 4, 2)), new(new(4, 2), IsParameter: true)], [new(new(3, 4, 2))]), [0]),
        (new("join columns", new JoinColumnsOp(), [new(new(2, 3)), new(new(2, 1)), new(new(2, 2))], [new(new(2, 6))]), [0]),
        (new("take columns", new TakeColumnsOp(1), [new(new(2, 4))], [new(new(2, 2))]), [0]),
        (new("sinusoids", new AddSinusoidsOp(), [new(new(2, 3, 4))], [new(new(2, 3, 4))]), [0]),
    ];

    public static TheoryData<string> Names => [.. Cases.Select(Name)];

    [Theory]
    [MemberData(nameof(Names))]
    public void The_gradient_of_every_input_is_the_slope_through_all_steps(string name)
    {
        var (row, used) = Cases.Single(c => Name(c) == name);
        var graph = Graph(row, out var inputs, out var outputs);
        var seeds = used.Select(i => (Output: outputs[i], Gradient: graph.AddValue(row.Outputs[i].Shape, ValueKind.Input))).ToArray();
        var gradients = GradientBuilder.Build(graph, seeds);
        var data = row.Data();
        var bindings = inputs.Zip(data).ToDictionary(pair => pair.First, pair => pair.Second);
        foreach (var (i, seed) in seeds.Index()) bindings[seed.Gradient] = Weights(row.Outputs[used[i]].Shape.Count, i);
        double Loss()
        {
            var found = row.Expected(data);
            return seeds.Index().Sum(seed => found[used[seed.Index]].Zip(bindings[seed.Item.Gradient], (a, b) => a * b).Sum());
        }

        var values = ReferenceInterpreter.Run(graph, bindings, OpCase.Seed, OpCase.Step);
        foreach (var (i, input) in inputs.Index().Where(input => row.Inputs[input.Index].Element == ElementType.Float32))
            AssertIsSlope(values[gradients[input]], data[i], Loss, $"{name}: input {i}");
    }

    private static IEnumerable<(OpCase, int[])> Recurrent(RecurrentCell cell)
    {
        var last = cell == RecurrentCell.Lstm ? new[] { 1, 2 } : [1];
        yield return (SequenceCases.Recurrent(new(cell, HasBias: true, HasRecurrentBias: true), 2, 4, 3, 2), [0]);
        yield return (SequenceCases.Recurrent(new(cell, Reverse: true, HasBias: true, HasRecurrentBias: true, HasState: true, HasLengths: true), 4, 4, 2, 3), [0, .. last]);
        yield return (SequenceCases.Recurrent(new(cell, HasBias: true, HasState: true, HasLengths: true), 4, 3, 1, 2), last);
        yield return (SequenceCases.Recurrent(new(cell, HasState: true), 1, 1, 2, 1), [last[^1]]);
    }

    private static string Name((OpCase Case, int[] Used) row) => $"{row.Case.Name} outputs {string.Join(' ', row.Used)}";

    /// <summary>Every number is a parameter, so that its gradient is wanted.</summary>
    private static Graph Graph(OpCase row, out ValueId[] inputs, out ValueId[] outputs)
    {
        var graph = new Graph();
        inputs = [.. row.Inputs.Index().Select(input => input.Item.Element == ElementType.Int32
            ? graph.AddValue(input.Item.Shape, ValueKind.Input, ElementType.Int32)
            : graph.AddValue(input.Item.Shape, ValueKind.Parameter, ElementType.Float32, input.Index))];
        outputs = [.. row.Outputs.Select(output => graph.AddValue(output.Shape, ValueKind.Intermediate, output.Element))];
        graph.AddNode(row.Op, 0, inputs, outputs);
        return graph;
    }

    private static void AssertIsSlope(double[] gradient, double[] data, Func<double> loss, string what)
    {
        var control = false;
        for (var i = 0; i < data.Length; i++)
        {
            var at = data[i];
            data[i] = at + Epsilon;
            var above = loss();
            data[i] = at - Epsilon;
            var slope = (above - loss()) / (2 * Epsilon);
            data[i] = at;
            Assert.True(IsClose(gradient[i], slope), $"{what}[{i}]: gradient {gradient[i]:R}, slope {slope:R}.");
            control |= !IsClose((gradient[i] * 1.02) + 1e-4, slope);
        }

        Assert.True(control, $"{what}: a wrong gradient would have passed as well.");
    }

    private static bool IsClose(double gradient, double slope) => Math.Abs(gradient - slope) <= 1e-5 + (1e-3 * Math.Abs(slope));

    private static double[] Weights(long count, int salt) => [.. Enumerable.Range(0, (int)count).Select(i => 0.5 + Math.Sin((1.7 * i) + salt))];
}
