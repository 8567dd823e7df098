using TrainingService.Compute.Cpu.Simd;
using TrainingService.Compute.Graphs;
using TrainingService.Compute.Ops.Activations;
using TrainingService.Compute.Ops.Normalization;
using TrainingService.Conformance.Tests.Ops;

namespace TrainingService.Conformance.Tests.Properties;

public sealed class NormalizationProperties
{
    public static TheoryData<InstructionSet> Sets => [.. InstructionSets.Supported];

    [Theory]
    [MemberData(nameof(Sets))]
    public void Layer_norm_of_a_row_is_the_same_to_the_bit_in_any_batch(InstructionSet set)
    {
        AssertIndependent(set, 33, new LayerNormOp(1e-5f, true, false, false), rows => [new(new(rows, 33)), new(new(rows)), new(new(rows))]);
        AssertIndependent(set, 33, new LayerNormOp(1e-5f, false, false, false), rows => [new(new(rows, 33)), new(new(rows)), new(new(rows))]);
        AssertIndependent(set, 32, new GroupNormOp(4, 1e-5f, false, false, ActivationFunction.Linear), rows => [new(new(rows, 32)), new(new(rows, 32)), new(new(rows, 32))]);
    }

    [Theory]
    [MemberData(nameof(Sets))]
    public void Batch_norm_of_a_row_at_evaluation_is_the_same_to_the_bit_in_any_batch(InstructionSet set)
    {
        const int C = 21;
        var op = new BatchNormInferenceOp(1e-5f, false, false, ActivationFunction.Linear);
        OpCase Case(int rows) => new("rows", op, [new(new(rows, C)), new(new(C)), new(new(C), Fill.Probabilities)], [new(new(rows, C))]);
        var data = Case(50).Data();
        var together = KernelRun.Outputs(Case(50), set, data)[0];
        for (var row = 0; row < 50; row += 7)
        {
            var alone = KernelRun.Outputs(Case(1), set, [data[0][(row * C)..((row + 1) * C)], data[1], data[2]])[0];
            Assert.Equal(together[(row * C)..((row + 1) * C)], alone);
        }
    }

    [Theory]
    [MemberData(nameof(Sets))]
    public void Batch_norm_in_training_gives_mean_0_and_variance_1_and_its_running_statistics_come_to_agree(InstructionSet set)
    {
        const int Rows = 500, C = 5;
        CaseInput c = new(new(C));
        CaseOutput[] outputs = [new(new(Rows, C)), new(new(C)), new(new(C)), new(new(C)), new(new(C))];
        var row = new OpCase("running", new BatchNormOp(0.1f, 1e-5f, false, false, ActivationFunction.Linear), [new(new(Rows, C)), c, c], outputs, 50);
        var x = row.Data()[0];
        double[] mean = new double[C], variance = [1, 1, 1, 1, 1];
        double[][] found = [];
        for (var step = 0; step < 200; step++)
        {
            found = KernelRun.Outputs(row, set, [x, mean, variance]);
            (mean, variance) = (found[3], found[4]);
        }

        for (var channel = 0; channel < C; channel++)
        {
            double[] values = [.. Enumerable.Range(0, Rows).Select(r => x[(r * C) + channel])];
            double[] normalized = [.. Enumerable.Range(0, Rows).Select(r => found[0][(r * C) + channel])];
            Assert.Equal(0, normalized.Average(), 1e-5);
            Assert.Equal(1, normalized.Average(value => value * value), 1e-4);
            Assert.Equal(values.Average(), mean[channel], 1e-5);

            // Unbiased, unlike the variance that the batch is divided by.
            Assert.Equal(values.Sum(value => Math.Pow(value - values.Average(), 2)) / (Rows - 1), variance[channel], 1e-4);
        }
    }

    [Theory]
    [MemberData(nameof(Sets))]
    public void A_large_mean_does_not_cost_the_variance_its_digits(InstructionSet set)
    {
        const int Rows = 3000;
        CaseInput c = new(new(1));
        CaseOutput[] outputs = [new(new(Rows, 1)), new(new(1)), new(new(1)), new(new(1)), new(new(1))];
        var row = new OpCase("far", new BatchNormOp(1, 1e-5f, false, false, ActivationFunction.Linear), [new(new(Rows, 1)), c, c], outputs);
        double[] x = [.. row.Data()[0].Select(value => (double)(float)(4096 + value))];
        var expected = row.Expected([x, [0], [1]]);
        var actual = KernelRun.Outputs(row, set, [x, [0], [1]]);
        Assert.Equal(expected[4][0], actual[4][0], 1e-3 * expected[4][0]);
        Assert.Equal(expected[0][17], actual[0][17], 2e-3);
    }

    [Theory]
    [MemberData(nameof(Sets))]
    public void Padding_changes_nothing_and_is_zero(InstructionSet set)
    {
        const int Rows = 4, Steps = 6, C = 3;
        CaseInput c = new(new(C));
        CaseOutput[] outputs = [new(new(Rows, Steps, C)), new(new(C)), new(new(C)), new(new(C)), new(new(C))];
        var row = new OpCase(
            "padded", new BatchNormOp(0.1f, 1e-5f, false, true, ActivationFunction.Linear),
            [new(new(Rows, Steps, C)), c, c, new(new(Rows), Fill.Labels, Steps)], outputs);
        var data = row.Data();
        data[3] = [2, 0, 6, 3];
        var other = (double[][])data.Clone();
        other[0] = (double[])data[0].Clone();
        for (var i = 0; i < data[0].Length; i++)
        {
            if (i / C % Steps >= data[3][i / C / Steps]) other[0][i] = double.NaN;
        }

        var (first, second) = (KernelRun.Outputs(row, set, data), KernelRun.Outputs(row, set, other));
        Assert.All(first.Zip(second), pair => Assert.Equal(pair.First, pair.Second));
        Assert.All(first[0].Where((_, i) => double.IsNaN(other[0][i])), value => Assert.Equal(0, value));
    }

    private static void AssertIndependent(InstructionSet set, int n, Op op, Func<int, CaseOutput[]> outputs)
    {
        OpCase Case(int rows) => new("rows", op, [new(new(rows, n))], outputs(rows));
        var x = Case(50).Data()[0];
        var together = KernelRun.Outputs(Case(50), set, [x])[0];
        for (var row = 0; row < 50; row += 7)
            Assert.Equal(together[(row * n)..((row + 1) * n)], KernelRun.Outputs(Case(1), set, [x[(row * n)..((row + 1) * n)]])[0]);
    }
}
