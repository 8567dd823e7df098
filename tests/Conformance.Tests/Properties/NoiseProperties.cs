using TrainingService.Compute.Cpu.Simd;
using TrainingService.Compute.Graphs;
using TrainingService.Compute.Ops.Dropout;
using TrainingService.Conformance.Tests.Ops;

namespace TrainingService.Conformance.Tests.Properties;

public sealed class NoiseProperties
{
    public static TheoryData<InstructionSet> Sets => [.. InstructionSets.Supported];

    [Theory]
    [MemberData(nameof(Sets))]
    public void Spatial_dropout_keeps_the_mean_and_drops_whole_channels_of_a_row(InstructionSet set)
    {
        const int Rows = 200, Positions = 12, Channels = 50;
        var shape = new Shape(Rows, 3, 4, Channels);
        var ones = new double[shape.Count];
        Array.Fill(ones, 1);
        var y = KernelRun.Outputs(new("ones", new SpatialDropoutOp(0.3, 2), [new(shape)], [new(shape)]), set, [ones])[0];
        for (var i = 0; i < y.Length; i++) Assert.Equal(y[(i / (Positions * Channels) * Positions * Channels) + (i % Channels)], y[i]);

        // 10 000 masks: the mean's deviation is √(0.3 / 0.7 / 10000) = 0.0065.
        Assert.Equal(1, y.Average(), 0.03);
        Assert.Equal(0.3, y.Count(value => value == 0) / (double)y.Length, 0.02);
    }

    [Theory]
    [MemberData(nameof(Sets))]
    public void Gaussian_noise_has_mean_0_its_deviation_and_the_tails_of_a_normal(InstructionSet set)
    {
        var shape = new Shape(100, 1000);
        var z = KernelRun.Outputs(new("noise", new GaussianNoiseOp(2, 5), [new(shape)], [new(shape)]), set, [new double[shape.Count]])[0];
        Assert.Equal(0, z.Average(), 0.03);
        Assert.Equal(4, z.Average(value => value * value), 0.1);
        Assert.Equal(0.3173, z.Count(value => Math.Abs(value) > 2) / (double)z.Length, 0.01);
        Assert.Equal(0.0027, z.Count(value => Math.Abs(value) > 6) / (double)z.Length, 0.001);
        Assert.Equal(0, z.Zip(z.Skip(1), (a, b) => a * b).Average(), 0.06);
    }
}
