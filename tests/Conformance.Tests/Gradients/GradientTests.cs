using TrainingService.Compute.Cpu.Simd;
using TrainingService.Compute.Graphs;
using TrainingService.Compute.Ops.Losses;
using TrainingService.Conformance.Tests.Ops;

namespace TrainingService.Conformance.Tests.Gradients;

/// <summary>Gradient ops against central differences of their forward ops, in float64 on the reference.</summary>
public sealed class GradientTests
{
    private const double Epsilon = 1e-6;

    public static TheoryData<string> Rows => [.. GradientRows.All.Select(row => row.Name)];

    public static TheoryData<string> LinearRows => [.. GradientRows.Linear.Select(row => row.Name)];

    /// <summary>
    /// All but CIoU with a fixed α, whose gradient is not meant to be the slope of its loss: see <see cref="CiouGradientTests"/>; and but outputs of
    /// exactly 0 or 1, since a clamped logarithm bends at a distance from 0 that is less than the differences.
    /// </summary>
    public static TheoryData<string> Losses =>
    [
        .. OpCases.All
            .Where(row => row.Name.EndsWith("with gradient", StringComparison.Ordinal) && row.Inputs[0].Shape.Count < 700 && row.Inputs[0].Fill != Fill.Bits && row.Op is not BoxLossOp { Overlap: BoxOverlap.Ciou })
            .Select(row => row.Name),
    ];

    [Theory]
    [MemberData(nameof(Rows))]
    public void A_gradient_op_is_the_slope_of_its_forward_op(string name)
    {
        var row = GradientRows.All.Single(r => r.Name == name);
        var data = row.Forward.Data();
        var dy = Weights(row.Forward.Outputs[0].Shape.Count);
        var gradient = row.GradientCase.Expected(row.GradientData(data, row.Forward.Expected(data)[0], dy))[0];
        AssertIsSlope(gradient, data, row.Input, inputs => Dot(row.Forward.Expected(inputs)[0], dy));
    }

    [Theory]
    [MemberData(nameof(Losses))]
    public void A_loss_gives_the_slope_of_its_mean_over_the_rows(string name)
    {
        var row = OpCases.Find(name);
        var data = row.Data();
        var isCounted = row.Inputs[1].Element == ElementType.Int32 ? data[1].Select(label => label >= 0).ToArray() : [.. Enumerable.Repeat(true, row.Inputs[0].Shape[0])];
        var weight = ((LossOp)row.Op).Weight / Math.Max(isCounted.Count(counted => counted), 1);
        if (isCounted.All(counted => !counted)) Assert.All(row.Expected(data)[2], slope => Assert.Equal(0, slope));
        else AssertIsSlope(row.Expected(data)[2], data, 0, inputs => weight * row.Expected(inputs)[0].Where((_, i) => isCounted[i]).Sum());
    }

    [Theory]
    [MemberData(nameof(LinearRows))]
    public void The_kernels_of_a_linear_op_and_of_its_gradient_are_transposes(string name)
    {
        var row = GradientRows.Linear.Single(r => r.Name == name);
        var data = row.Forward.Data();
        double[] dy = [.. Weights(row.Forward.Outputs[0].Shape.Count).Select(v => (double)(float)v)];
        foreach (var set in InstructionSets.Supported)
        {
            var output = KernelRun.Outputs(row.Forward, set, data)[0];
            var gradient = KernelRun.Outputs(row.GradientCase, set, row.GradientData(data, output, dy))[0];
            var scale = Math.Sqrt(Dot(output, output) * Dot(dy, dy));
            Assert.Equal(Dot(output, dy), Dot(data[row.Input], gradient), 1e-5 * scale);
        }
    }

    private static void AssertIsSlope(double[] gradient, double[][] data, int input, Func<double[][], double> function)
    {
        var control = false;
        for (var i = 0; i < gradient.Length; i++)
        {
            var at = data[input][i];
            data[input][i] = at + Epsilon;
            var above = function(data);
            data[input][i] = at - Epsilon;
            var below = function(data);
            data[input][i] = at;
            var slope = (above - below) / (2 * Epsilon);
            Assert.True(IsClose(gradient[i], slope), $"Element {i}: gradient {gradient[i]:R}, slope {slope:R}.");
            control |= !IsClose(gradient[i] * 1.02 + 1e-4, slope);
        }

        Assert.True(control, "A wrong gradient would have passed as well.");
    }

    private static bool IsClose(double gradient, double slope) => Math.Abs(gradient - slope) <= 1e-5 + 1e-3 * Math.Abs(slope);

    private static double Dot(double[] a, double[] b) => a.Zip(b, (x, y) => x * y).Sum();

    private static double[] Weights(long count) => [.. Enumerable.Range(0, (int)count).Select(i => 0.5 + Math.Sin(1.7 * i))];
}
