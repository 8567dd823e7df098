using TrainingService.Compute.Autodiff;
using TrainingService.Compute.Graphs;
using TrainingService.Compute.Reference;
using TrainingService.Conformance.Tests.Ops;

namespace TrainingService.Conformance.Tests.Gradients;

/// <summary>Ops whose gradients come several at once from one op: through the gradient rules, against central differences in float64.</summary>
public sealed class NormalizationGradientTests
{
    private const double Epsilon = 1e-6;

    public static TheoryData<string> Rows => [.. NormalizationCases.Forward.Where(row => row.Inputs[0].Shape.Count < 700).Select(row => row.Name)];

    [Theory]
    [MemberData(nameof(Rows))]
    public void All_gradients_of_a_normalization_are_slopes(string name)
    {
        var row = NormalizationCases.Forward.Single(r => r.Name == name);
        var graph = new Graph();

        // What is to get a gradient is a parameter: x, scale and offset, but not statistics and lengths.
        ValueId[] inputs = [.. row.Inputs.Index().Select(input => graph.AddValue(
            input.Item.Shape, IsTrained(row, input.Index) ? ValueKind.Parameter : ValueKind.Intermediate, input.Item.Element, input.Index))];
        ValueId[] outputs = [.. row.Outputs.Select(output => graph.AddValue(output.Shape))];
        graph.AddNode(row.Op, 0, inputs, outputs);
        var seed = graph.AddValue(row.Outputs[0].Shape);
        var gradients = GradientBuilder.Build(graph, [(outputs[0], seed)]);
        Assert.Equal(inputs.Where((_, i) => IsTrained(row, i)).Order(Comparer<ValueId>.Create((a, b) => a.Index - b.Index)), gradients.Keys.OrderBy(id => id.Index));

        var data = row.Data();
        double[] dy = [.. Enumerable.Range(0, (int)row.Outputs[0].Shape.Count).Select(i => 0.5 + Math.Sin(1.7 * i))];
        var bindings = inputs.Zip(data).Append((seed, dy)).ToDictionary();
        var values = ReferenceInterpreter.Run(graph, bindings);
        foreach (var (input, gradient) in gradients)
        {
            var control = false;
            for (var i = 0; i < data[input.Index].Length; i += 1 + data[input.Index].Length / 60)
            {
                var slope = Slope(row, data, input.Index, i, dy);
                Assert.True(IsClose(values[gradient][i], slope), $"input {input.Index}[{i}]: gradient {values[gradient][i]:R}, slope {slope:R}");
                control |= !IsClose(values[gradient][i] * 1.02 + 1e-4, slope);
            }

            Assert.True(control, "A wrong gradient would have passed as well.");
        }
    }

    private static bool IsTrained(OpCase row, int input) =>
        input == 0 || (row.Inputs[input].Fill == Fill.Numbers && input < 3 && row.Inputs.Take(3).All(i => i.Fill == Fill.Numbers));

    private static double Slope(OpCase row, double[][] data, int input, int index, double[] dy)
    {
        double At(double offset)
        {
            double[][] moved = [.. data];
            moved[input] = [.. data[input]];
            moved[input][index] += offset;
            return row.Expected(moved)[0].Zip(dy, (y, d) => y * d).Sum();
        }

        return (At(Epsilon) - At(-Epsilon)) / (2 * Epsilon);
    }

    private static bool IsClose(double gradient, double slope) => Math.Abs(gradient - slope) <= 1e-5 + 1e-3 * Math.Abs(slope);
}
