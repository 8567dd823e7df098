using TrainingService.Compute.Cpu.Simd;
using TrainingService.Compute.Graphs;
using TrainingService.Compute.Ops.Losses;
using TrainingService.Conformance.Tests.Ops;

namespace TrainingService.Conformance.Tests.Properties;

public sealed class LossProperties
{
    public static TheoryData<InstructionSet> Sets => [.. InstructionSets.Supported];

    [Theory]
    [MemberData(nameof(Sets))]
    public void Cross_entropy_of_two_classes_is_binary_cross_entropy_of_the_difference(InstructionSet set)
    {
        const int Rows = 37;
        var two = Loss("two", new SoftmaxCrossEntropyOp(true), Rows, 2, new(new(Rows), Fill.Labels, 2));
        var one = Loss("one", new BinaryCrossEntropyOp(true, true), Rows, 1, new(new(Rows), Fill.Labels, 2));
        var data = two.Data();
        double[] differences = [.. Enumerable.Range(0, Rows).Select(row => (double)(float)(data[0][2 * row + 1] - data[0][2 * row]))];
        var softmax = KernelRun.Outputs(two, set, data);
        var binary = KernelRun.Outputs(one, set, [differences, data[1]]);
        Closeness.AssertClose(softmax[0], binary[0], 1, "loss");
        Assert.Equal(softmax[1], binary[1]);
        Closeness.AssertClose([.. Enumerable.Range(0, Rows).Select(row => softmax[2][2 * row + 1])], binary[2], 1, "gradient");
    }

    [Theory]
    [MemberData(nameof(Sets))]
    public void Binary_cross_entropy_from_logits_is_that_from_their_probabilities(InstructionSet set)
    {
        var logits = Loss("logits", new BinaryCrossEntropyOp(true, true), 9, 21, new(new(9, 21), Fill.Bits));
        var probabilities = Loss("probabilities", new BinaryCrossEntropyOp(false, true), 9, 21, new(new(9, 21), Fill.Bits));
        var data = logits.Data();
        double[] p = [.. data[0].Select(z => (double)(float)(1 / (1 + Math.Exp(-z))))];
        var fromLogits = KernelRun.Outputs(logits, set, data);
        var fromProbabilities = KernelRun.Outputs(probabilities, set, [p, data[1]]);
        Closeness.AssertClose(fromLogits[0], fromProbabilities[0], 1, "loss");
        Assert.Equal(fromLogits[1], fromProbabilities[1]);

        // dL/dz = dL/dp · p (1 - p).
        Closeness.AssertClose(fromLogits[2], [.. fromProbabilities[2].Zip(p, (d, q) => d * q * (1 - q))], 1, "gradient");
    }

    [Theory]
    [MemberData(nameof(Sets))]
    public void Losses_of_extreme_outputs_are_finite_and_right(InstructionSet set)
    {
        var softmax = Loss("softmax", new SoftmaxCrossEntropyOp(true), 2, 3, new(new(2), Fill.Labels, 3));
        var result = KernelRun.Outputs(softmax, set, [[1e30, 0, -1e30, 500, 400, 300], [1, 2]]);
        Assert.Equal((double)(float)1e30, result[0][0]);
        Assert.Equal(200, result[0][1], 1e-4);
        Assert.All(result[2], value => Assert.True(double.IsFinite(value)));
        Assert.Equal([0, 0], result[1]);

        var binary = Loss("binary", new BinaryCrossEntropyOp(true, true), 1, 4, new(new(1, 4), Fill.Bits));
        result = KernelRun.Outputs(binary, set, [[1000, -1000, 1000, -1000], [1, 0, 0, 1]]);
        Assert.Equal(500, result[0][0], 1e-3);
        Assert.Equal([0, 0, 0.25, -0.25], result[2]);

        var certain = Loss("certain", new BinaryCrossEntropyOp(false, true), 1, 2, new(new(1, 2), Fill.Bits));
        result = KernelRun.Outputs(certain, set, [[1, 0], [1, 1]]);
        Assert.Equal(50, result[0][0]);
    }

    [Theory]
    [MemberData(nameof(Sets))]
    public void An_output_that_is_not_a_number_makes_the_loss_one_that_is_not_either(InstructionSet set)
    {
        for (var bad = 0; bad < 40; bad += 13)
        {
            var row = Loss("softmax", new SoftmaxCrossEntropyOp(false), 1, 40, new(new(1), Fill.Labels, 40));
            var z = row.Data()[0];
            z[bad] = double.NaN;
            var result = KernelRun.Outputs(row, set, [z, [5]]);
            Assert.Equal(double.NaN, result[0][0]);
            Assert.InRange(result[1][0], 0, 39);
        }
    }

    [Theory]
    [MemberData(nameof(Sets))]
    public void The_prediction_is_the_first_of_equal_outputs(InstructionSet set)
    {
        var row = Loss("softmax", new SoftmaxCrossEntropyOp(false), 3, 50, new(new(3), Fill.Labels, 50));
        var z = new double[150];
        (z[20], z[41]) = (1, 1);
        (z[99], z[51]) = (3, 3);
        Assert.Equal([20, 1, 0], KernelRun.Outputs(row, set, [z, [0, 0, 0]])[1]);
    }

    private static OpCase Loss(string name, LossOp op, int rows, int n, CaseInput target) => new(
        name, op, [new(new(rows, n)), target], op.WithGradient ? [new(new(rows)), new(new(rows), ElementType.Int32), new(new(rows, n))] : [new(new(rows)), new(new(rows), ElementType.Int32)]);
}
