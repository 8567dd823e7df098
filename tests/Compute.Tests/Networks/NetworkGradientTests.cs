using TrainingService.Compute.Graphs;
using TrainingService.Compute.Planning;
using TrainingService.Compute.Reference;
using TrainingService.Compute.Runtime;

namespace TrainingService.Compute.Tests.Networks;

/// <summary>Gradients of whole networks, in float64, against central differences of the loss.</summary>
public sealed class NetworkGradientTests
{
    private const double Epsilon = 1e-6;

    public static TheoryData<string, bool> Networks
    {
        get
        {
            var data = new TheoryData<string, bool>();
            foreach (var name in SampleNetworks.Names)
            {
                data.Add(name, false);
                data.Add(name, true);
            }

            return data;
        }
    }

    [Theory]
    [MemberData(nameof(Networks))]
    public void Every_parameter_gradient_equals_the_slope_of_the_loss(string name, bool fuse)
    {
        var step = SampleNetworks.Step(name, fuse);
        var bindings = Bindings(step);
        var values = ReferenceInterpreter.Run(step.Graph, bindings);
        foreach (var gradient in step.Graph.Nodes.SelectMany(n => n.Outputs).Where(id => step.Graph[id].Kind == ValueKind.ParameterGradient))
        {
            var parameter = step.Graph.Values.First(v => v.Kind == ValueKind.Parameter && v.Parameter == step.Graph[gradient].Parameter).Id;
            for (var i = 0; i < bindings[parameter].Length; i += 1 + bindings[parameter].Length / 7)
            {
                var slope = Slope(step, bindings, parameter, i);
                Assert.True(IsClose(values[gradient][i], slope), $"parameter {parameter.Index}[{i}]: {values[gradient][i]} but slope {slope}");
                var wrong = values[gradient][i] + 1e-4 + 0.01 * Math.Abs(values[gradient][i]);
                Assert.False(IsClose(wrong, slope), "the check would let a wrong gradient pass");
            }
        }
    }

    [Theory]
    [InlineData("mlp")]
    [InlineData("conv")]
    [InlineData("skip")]
    [InlineData("smooth")]
    [InlineData("norm")]
    [InlineData("residual")]
    [InlineData("shortcut")]
    public void Fusion_leaves_fewer_operations_and_the_same_numbers(string name)
    {
        var (plain, fused) = (SampleNetworks.Step(name, fuse: false), SampleNetworks.Step(name, fuse: true));
        Assert.True(fused.Graph.Nodes.Count < plain.Graph.Nodes.Count);
        var (expected, actual) = (ReferenceInterpreter.Run(plain.Graph, Bindings(plain)), ReferenceInterpreter.Run(fused.Graph, Bindings(fused)));
        // A sum that fusion makes in other sizes is the plain graph's after the view of it, which is compared.
        foreach (var id in fused.Graph.Nodes.SelectMany(n => n.Outputs).Where(expected.ContainsKey))
            Assert.Equal(expected[id], actual[id], (a, b) => Math.Abs(a - b) < 1e-12);
    }

    [Fact]
    public void No_gradient_of_the_data_is_computed()
    {
        var step = SampleNetworks.Step("conv", fuse: true);
        Assert.DoesNotContain(step.Graph.Nodes, n => n.Layer == 0 && n.Op.GetType().Name.EndsWith("InputGradientOp", StringComparison.Ordinal));
    }

    private static Dictionary<ValueId, double[]> Bindings(StepGraph step)
    {
        var bindings = new Dictionary<ValueId, double[]>();
        var written = step.Graph.Nodes.SelectMany(n => n.Outputs).ToHashSet();
        foreach (var value in step.Graph.Values.Where(v => v.Kind is ValueKind.Input or ValueKind.Parameter or ValueKind.State && !written.Contains(v.Id)))
        {
            var floats = new float[value.Shape.Count];
            RandomFill.Normal(floats, 0, 0.5, 11, (uint)value.Id.Index);
            bindings[value.Id] = [.. floats.Select(f => (double)f)];
        }

        bindings[step.Target] = [0, 2, 1, 2];
        return bindings;
    }

    private static double Slope(StepGraph step, Dictionary<ValueId, double[]> bindings, ValueId parameter, int index)
    {
        double Loss(double offset)
        {
            var moved = (double[])bindings[parameter].Clone();
            moved[index] += offset;
            var changed = new Dictionary<ValueId, double[]>(bindings) { [parameter] = moved };
            return ReferenceInterpreter.Run(step.Graph, changed)[step.RowLoss].Average();
        }

        return (Loss(Epsilon) - Loss(-Epsilon)) / (2 * Epsilon);
    }

    private static bool IsClose(double actual, double expected) => Math.Abs(actual - expected) <= 1e-5 + 1e-3 * Math.Abs(expected);
}
