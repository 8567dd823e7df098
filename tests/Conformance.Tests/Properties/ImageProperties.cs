using TrainingService.Compute.Backends;
using TrainingService.Compute.Cpu.Simd;
using TrainingService.Compute.Graphs;
using TrainingService.Compute.Ops.Activations;
using TrainingService.Compute.Ops.Conv2D;
using TrainingService.Compute.Ops.Dropout;
using TrainingService.Compute.Ops.Pooling;
using TrainingService.Conformance.Tests.Ops;

namespace TrainingService.Conformance.Tests.Properties;

public sealed class ImageProperties
{
    public static TheoryData<InstructionSet> Sets => [.. InstructionSets.Supported];

    [Theory]
    [MemberData(nameof(Sets))]
    public void The_average_of_a_constant_is_that_constant_padding_or_not(InstructionSet set)
    {
        var window = new Window2D(3, 3, 2, 2, 1, 1, 1, 1, 1, 1);
        var x = new Shape(2, 7, 9, 5);
        var row = new OpCase("constant", new AveragePool2DOp(window), [new(x)], [new(new(2, window.OutputHeight(7), window.OutputWidth(9), 5))]);
        var constant = new double[x.Count];
        Array.Fill(constant, 3.25);
        Assert.All(KernelRun.Outputs(row, set, [constant])[0], value => Assert.Equal(3.25, value, 1e-6));
    }

    [Theory]
    [MemberData(nameof(Sets))]
    public void Padding_never_wins_a_maximum_and_a_value_that_is_not_a_number_does(InstructionSet set)
    {
        var window = new Window2D(3, 3, 2, 2, 1, 1, 1, 1, 1, 1);
        var row = new OpCase("maximum", new MaxPool2DOp(window), [new(new(1, 5, 5, 3))], [new(new(1, 3, 3, 3))]);
        var x = new double[75];
        Array.Fill(x, -4);
        Assert.All(KernelRun.Outputs(row, set, [x], halo: new Halo(1, 1, 1, 1))[0], value => Assert.Equal(-4, value));

        for (var cell = 0; cell < 25; cell++)
        {
            var bad = (double[])x.Clone();
            bad[3 * cell + 1] = double.NaN;
            Assert.Equal(row.Expected([bad])[0], KernelRun.Outputs(row, set, [bad])[0]);
        }
    }

    [Theory]
    [MemberData(nameof(Sets))]
    public void Dropout_keeps_the_mean_and_the_gradient_has_the_same_mask(InstructionSet set)
    {
        var shape = new Shape(100, 1000);
        var op = new DropoutOp(0.3, 2);
        var ones = new double[shape.Count];
        Array.Fill(ones, 1);
        var y = KernelRun.Outputs(new("ones", op, [new(shape)], [new(shape)]), set, [ones])[0];

        // The mean's deviation is √(0.3 / 0.7 / 100000) = 0.002.
        Assert.Equal(1, y.Average(), 0.01);
        Assert.Equal(0.3, y.Count(value => value == 0) / (double)y.Length, 0.007);
        var row = new OpCase("gradient", op, [new(shape)], [new(shape)]);
        var dx = KernelRun.Outputs(row, set, row.Data(), threads: 2)[0];
        Assert.Equal(y.Select(value => value == 0), dx.Select(value => value == 0));
    }

    [Theory]
    [MemberData(nameof(Sets))]
    public void Dropped_values_are_zero_whatever_they_were(InstructionSet set)
    {
        var shape = new Shape(4, 37);
        var bad = new double[shape.Count];
        Array.Fill(bad, double.PositiveInfinity);
        var y = KernelRun.Outputs(new("infinite", new DropoutOp(0.5, 0), [new(shape)], [new(shape)]), set, [bad])[0];
        Assert.All(y, value => Assert.True(value == 0 || double.IsPositiveInfinity(value)));
        Assert.Contains(0, y);
    }

    [Theory]
    [MemberData(nameof(Sets))]
    public void Activations_pass_on_what_is_not_a_number_and_saturate_at_the_ends(InstructionSet set)
    {
        double[] ends = [double.NaN, double.NegativeInfinity, double.PositiveInfinity, -1000, 1000, 0, -1e-30, 1e-30];
        foreach (var function in new ActivationFunction[] { ActivationFunction.Linear, ActivationFunction.Relu, new(ActivationKind.LeakyRelu, 0.1f), new(ActivationKind.Sigmoid), new(ActivationKind.Tanh) }.Concat(OpCases.Smooth))
        {
            var row = new OpCase("ends", new ActivationOp(function), [new(new(1, ends.Length))], [new(new(1, ends.Length))]);
            Closeness.AssertClose(row.Expected([ends])[0], KernelRun.Outputs(row, set, [ends])[0], 1, $"{function} on {set}");
        }
    }
}
