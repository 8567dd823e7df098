using TrainingService.Compute.Cpu.Simd;
using TrainingService.Compute.Graphs;
using TrainingService.Compute.Ops.Activations;
using TrainingService.Compute.Ops.Conv2D;
using TrainingService.Conformance.Tests.Ops;

namespace TrainingService.Conformance.Tests.Properties;

/// <summary>What multiplying less costs in rounding: convolutions of 3 × 3 by Winograd's method.</summary>
public sealed class FastConvolutionProperties
{
    // Measured: 1.9 times forward, 1.7 times for the weights.
    private const double Most = 3;
    private static readonly Window2D Window = new(3, 3, 1, 1, 1, 1, 1, 1, 1, 1);
    private static readonly Shape Image = new(2, 16, 16, 96);
    private static readonly Shape Kernel = new(3, 3, 96, 64);
    private static readonly Shape Output = new(2, 16, 16, 64);

    public static TheoryData<InstructionSet> Sets => [.. InstructionSets.Supported];

    [Theory]
    [MemberData(nameof(Sets))]
    public void The_forward_pass_errs_little_more_than_a_sum_in_float32(InstructionSet set) => Check(
        set, new("fast conv", new Conv2DOp(Window, false, ActivationFunction.Linear), [new(Image), new(Kernel, IsParameter: true)], [new(Output)]), SumOf);

    [Theory]
    [MemberData(nameof(Sets))]
    public void The_weight_gradient_errs_little_more_than_a_sum_in_float32(InstructionSet set) =>
        Check(set, new("fast conv weights", new Conv2DWeightGradientOp(Window), [new(Image), new(Output)], [new(Kernel)]), WeightSumOf);

    private static void Check(InstructionSet set, OpCase row, Func<double[][], double[]> sum)
    {
        var data = row.Data();
        var expected = row.Expected(data)[0];
        var (fast, plain) = (ErrorOf(KernelRun.Outputs(row, set, data)[0], expected), ErrorOf(sum(data), expected));
        Assert.True(fast < Most * plain, $"Relative error {fast:E2} against {plain:E2} of a plain sum.");
    }

    /// <summary>Root mean square of the differences by that of the values.</summary>
    private static double ErrorOf(double[] actual, double[] expected) =>
        Math.Sqrt(actual.Zip(expected).Sum(pair => Math.Pow(pair.First - pair.Second, 2)) / expected.Sum(value => value * value));

    /// <summary>y = Σ x · w, term by term in float32.</summary>
    private static double[] SumOf(double[][] data)
    {
        var y = new float[Output.Count];
        Walk((x, w, into) => y[into] += (float)data[0][x] * (float)data[1][w]);
        return [.. y];
    }

    /// <summary>dw = Σ x · dy, term by term in float32.</summary>
    private static double[] WeightSumOf(double[][] data)
    {
        var dw = new float[Kernel.Count];
        Walk((x, into, dy) => dw[into] += (float)data[0][x] * (float)data[1][dy]);
        return [.. dw];
    }

    /// <summary>All triples of elements of image, kernel and output that meet.</summary>
    private static void Walk(Action<int, int, int> meet)
    {
        int height = Image[1], width = Image[2], channels = Image[3], filters = Output[3];
        for (var cell = 0; cell < Image[0] * height * width; cell++)
        {
            var (line, column) = Math.DivRem(cell, width);
            var row = line % height;
            for (var tap = 0; tap < 9; tap++)
            {
                var (y, x) = (row + (tap / 3) - 1, column + (tap % 3) - 1);
                if (y < 0 || y >= height || x < 0 || x >= width) continue;
                var from = (cell + (((tap / 3) - 1) * width) + (tap % 3) - 1) * channels;
                for (var c = 0; c < channels; c++)
                {
                    for (var f = 0; f < filters; f++) meet(from + c, (((tap * channels) + c) * filters) + f, (cell * filters) + f);
                }
            }
        }
    }
}
