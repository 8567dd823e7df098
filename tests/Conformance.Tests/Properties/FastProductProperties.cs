using TrainingService.Compute.Cpu.Simd;
using TrainingService.Compute.Ops.Activations;
using TrainingService.Compute.Ops.Dense;
using TrainingService.Conformance.Tests.Ops;

namespace TrainingService.Conformance.Tests.Properties;

/// <summary>What multiplying less costs in rounding, and what it must not cost: products of large matrices by Strassen's method.</summary>
public sealed class FastProductProperties
{
    private const int Batch = 64;
    private const int LargeBatch = 256;
    private const int Inputs = 1024;
    private const int Outputs = 1000;

    // Measured: 1.5 to 1.8 times.
    private const double Most = 2.5;

    private static readonly CaseInput Weights = new(new(Inputs, Outputs), IsParameter: true);

    private static readonly OpCase Forward =
        new("fast", new DenseOp(false, ActivationFunction.Linear), [new(new(Batch, Inputs)), Weights], [new(new(Batch, Outputs))]);

    private static readonly OpCase InputGradient =
        new("fast", new DenseInputGradientOp(ActivationFunction.Linear), [new(new(Batch, Outputs)), Weights], [new(new(Batch, Inputs))]);

    private static readonly OpCase WeightGradient =
        new("fast", new DenseWeightGradientOp(), [new(new(LargeBatch, Inputs)), new(new(LargeBatch, Outputs))], [new(Weights.Shape)]);

    public static TheoryData<InstructionSet> Sets => [.. InstructionSets.Supported];

    [Theory]
    [MemberData(nameof(Sets))]
    public void It_errs_little_more_than_the_ordinary_product(InstructionSet set)
    {
        foreach (var row in new[] { Forward, InputGradient, WeightGradient })
        {
            var data = row.Data();
            var expected = row.Expected(data)[0];
            var (fast, plain) = (ErrorOf(Fast(row, set, data), expected), ErrorOf(KernelRun.Outputs(row, set, data)[0], expected));
            Assert.True(fast < Most * plain, $"{row.Op.GetType().Name}: relative error {fast:E2} against {plain:E2} of the ordinary product.");
            Assert.NotEqual(plain, fast);
        }
    }

    [Theory]
    [MemberData(nameof(Sets))]
    public void An_input_that_is_always_zero_and_a_unit_without_gradient_have_weight_gradients_of_exactly_zero(InstructionSet set)
    {
        var data = WeightGradient.Data();
        for (var row = 0; row < LargeBatch; row++)
        {
            data[0][(row * Inputs) + 7] = data[0][(row * Inputs) + 900] = 0;
            data[1][(row * Outputs) + 3] = data[1][(row * Outputs) + 999] = 0;
        }

        var gradient = Fast(WeightGradient, set, data);
        for (var input = 0; input < Inputs; input++)
        {
            for (var output = 0; output < Outputs; output++)
            {
                if (input is 7 or 900 || output is 3 or 999)
                    Assert.Equal(0, gradient[(input * Outputs) + output]);
            }
        }
    }

    [Theory]
    [MemberData(nameof(Sets))]
    public void A_row_of_zeros_gives_zeros(InstructionSet set)
    {
        foreach (var row in new[] { Forward, InputGradient })
        {
            var data = row.Data();
            var (width, outputs) = (row.Inputs[0].Shape[1], row.Outputs[0].Shape[1]);
            Array.Clear(data[0], 5 * width, width);
            Array.Clear(data[0], 50 * width, width);
            var result = Fast(row, set, data);
            Assert.All(result[(5 * outputs)..(6 * outputs)].Concat(result[(50 * outputs)..(51 * outputs)]), value => Assert.Equal(0, value));
        }
    }

    [Theory]
    [MemberData(nameof(Sets))]
    public void Small_columns_and_rows_do_not_drown_in_large_ones(InstructionSet set)
    {
        var weights = WeightGradient.Data();
        for (var i = 0; i < weights[0].Length; i++)
            weights[0][i] *= Math.Pow(2, 40 - (i % Inputs % 80));
        AssertEveryRowIsRight(WeightGradient, set, weights);

        var forward = Forward.Data();
        for (var i = 0; i < forward[0].Length; i++)
            forward[0][i] *= Math.Pow(2, 40 - (i / Inputs));
        AssertEveryRowIsRight(Forward, set, forward);
    }

    [Theory]
    [MemberData(nameof(Sets))]
    public void Columns_of_data_count_with_what_they_weigh_whatever_their_unit(InstructionSet set)
    {
        var data = Forward.Data();
        for (var column = 0; column < Inputs; column++)
        {
            // What is large has small weights, and the other way round; one column in eight is large and has none at all.
            var unit = Math.Pow(2, 40 - (column % 80));
            for (var row = 0; row < Batch; row++)
                data[0][(row * Inputs) + column] *= unit;
            for (var output = 0; output < Outputs; output++)
                data[1][(column * Outputs) + output] *= column % 80 < 10 ? 0 : 1 / unit;
        }

        AssertEveryRowIsRight(Forward with { Inputs = [Forward.Inputs[0] with { IsData = true }, Weights] }, set, data);
    }

    [Fact]
    public void Rows_are_mixed_in_training_only()
    {
        var row = Forward with { MixesRows = false };
        var data = row.Data();
        var alone = data[0][..Inputs];
        var single = row with { Inputs = [new(new(1, Inputs)), Weights], Outputs = [new(new(1, Outputs))] };
        Assert.True(Closeness.SameBits(
            KernelRun.Outputs(single, InstructionSets.Best, [alone, data[1]])[0], KernelRun.Outputs(row, InstructionSets.Best, data)[0][..Outputs]));
    }

    private static double[] Fast(OpCase row, InstructionSet set, double[][] data) => KernelRun.Outputs(row with { MixesRows = true }, set, data)[0];

    /// <summary>Each row of the result is as exact in itself as the whole is.</summary>
    private static void AssertEveryRowIsRight(OpCase row, InstructionSet set, double[][] data)
    {
        var (expected, actual, width) = (row.Expected(data)[0], Fast(row, set, data), row.Outputs[0].Shape[1]);
        for (var i = 0; i < expected.Length; i += width)
            Assert.InRange(ErrorOf(actual[i..(i + width)], expected[i..(i + width)]), 0, 5e-6);
    }

    /// <summary>Root mean square of the differences by that of the values.</summary>
    private static double ErrorOf(double[] actual, double[] expected) =>
        Math.Sqrt(actual.Zip(expected).Sum(pair => Math.Pow(pair.First - pair.Second, 2)) / expected.Sum(value => value * value));
}
