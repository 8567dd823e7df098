using TrainingService.Compute.Data;
using TrainingService.Compute.Networks;
using TrainingService.Compute.Specs;
using TrainingService.Compute.Training;
using TrainingService.Contracts.Specs.Initializers;
using TrainingService.Contracts.Specs.Layers;
using TrainingService.Contracts.Validation;

namespace TrainingService.Compute.Tests.Training;

public sealed class InitializationTests
{
    private const int Rows = 300, Columns = 200;

    /// <summary>Initializer, mean, variance, and the largest distance from the mean (infinite if there is no bound). Fans are 300 and 200.</summary>
    public static TheoryData<string, double, double, double> Moments => new()
    {
        { "xavier_uniform", 0, 2.0 / 500, Math.Sqrt(6.0 / 500) },
        { "xavier_normal", 0, 2.0 / 500, double.PositiveInfinity },
        { "he_uniform", 0, 2.0 / 300, Math.Sqrt(6.0 / 300) },
        { "he_normal", 0, 2.0 / 300, double.PositiveInfinity },
        { "lecun_uniform", 0, 1.0 / 300, Math.Sqrt(3.0 / 300) },
        { "lecun_normal", 0, 1.0 / 300, double.PositiveInfinity },
        { "normal", 0.5, 0.04, double.PositiveInfinity },
        { "truncated_normal", -0.25, 0.25 * 0.773741, 1 },
        { "uniform", 0.5, 9.0 / 12, 1.5 },
        { "zeros", 0, 0, 0 },
        { "ones", 1, 0, 0 },
        { "constant", -2.5, 0, 0 },
    };

    [Theory]
    [MemberData(nameof(Moments))]
    public void Numbers_have_the_mean_the_variance_and_the_bounds_of_their_distribution(string name, double mean, double variance, double bound)
    {
        var drawn = Fill(Named(name), [Rows, Columns], seed: 3);
        var actual = drawn.Average(x => (double)x);
        var deviation = Math.Sqrt(variance);
        Assert.Equal(mean, actual, (4 * deviation / Math.Sqrt(drawn.Length)) + 1e-12);
        Assert.InRange(drawn.Average(x => (x - mean) * (x - mean)), variance * 0.98, variance * 1.02);
        var farthest = drawn.Max(x => Math.Abs(x - mean));
        Assert.True(farthest <= bound * (1 + 1e-6));

        // A bound that is never come near would be a wrong one; without one there must be more than three deviations among 60 000.
        if (variance > 0) Assert.True(double.IsInfinity(bound) ? farthest > 3.5 * deviation : farthest > 0.99 * bound);
    }

    [Fact]
    public void Every_initializer_gives_the_same_numbers_for_a_seed_and_others_for_another_seed_or_parameter()
    {
        foreach (var name in Moments.Select(row => (string)row[0]).Append("orthogonal"))
        {
            var drawn = Fill(Named(name), [31, 17], seed: 3);
            Assert.Equal(drawn, Fill(Named(name), [31, 17], seed: 3));
            if (name is "zeros" or "ones" or "constant") continue;
            Assert.NotEqual(drawn, Fill(Named(name), [31, 17], seed: 4));
            Assert.NotEqual(drawn, Fill(Named(name), [31, 17], seed: 3, number: 1));
        }
    }

    [Theory]
    [InlineData(1, 1)]
    [InlineData(64, 64)]
    [InlineData(7, 33)]
    [InlineData(97, 5)]
    [InlineData(1, 9)]
    public void Orthogonal_matrices_have_orthonormal_rows_or_columns_times_the_gain(int rows, int columns)
    {
        const double Gain = 1.7;
        var q = Fill(new OrthogonalInitializer { Gain = Gain }, [rows, columns], seed: 9);
        var tall = rows >= columns;
        for (var a = 0; a < Math.Min(rows, columns); a++)
        {
            for (var b = 0; b <= a; b++)
            {
                var dot = 0.0;
                for (var i = 0; i < Math.Max(rows, columns); i++)
                    dot += (double)(tall ? q[i * columns + a] * (double)q[i * columns + b] : q[a * columns + i] * (double)q[b * columns + i]);
                Assert.Equal(a == b ? Gain * Gain : 0, dot, 1e-5);
            }
        }
    }

    [Fact]
    public void Orthogonal_kernels_of_convolutions_are_matrices_with_a_column_per_filter()
    {
        var kernel = Fill(new OrthogonalInitializer(), [3, 3, 4, 8], seed: 9);
        Assert.Equal(kernel, Fill(new OrthogonalInitializer(), [36, 8], seed: 9));
    }

    [Fact]
    public void Signs_of_orthogonal_matrices_are_random()
    {
        // Without the choice of signs the first element of a QR decomposition always has one sign.
        var positive = Enumerable.Range(0, 400).Count(seed => Fill(new OrthogonalInitializer(), [3, 3], (ulong)seed)[0] > 0);
        Assert.InRange(positive, 150, 250);
        var determinants = Enumerable.Range(0, 400).Count(seed => Determinant(Fill(new OrthogonalInitializer(), [3, 3], (ulong)seed)) > 0);
        Assert.InRange(determinants, 150, 250);
    }

    [Fact]
    public void Initializers_that_cannot_fill_their_parameter_are_reported_where_they_are()
    {
        var errors = new List<SpecError>();
        var layer = new DenseLayer
        {
            Units = 5000, KernelInitializer = new OrthogonalInitializer(), BiasInitializer = new UniformInitializer { Low = 1, High = 0 },
        };
        new NetworkCompiler([new FieldSchema("input", FieldKind.Floats, [6000])], errors).Compile([layer]);
        Assert.Equal(["#/model/layers/0/kernel_initializer", "#/model/layers/0/bias_initializer/low"], errors.Select(error => error.Pointer));
    }

    private static InitializerSpec Named(string name) => name switch
    {
        "xavier_uniform" => new XavierUniformInitializer(),
        "xavier_normal" => new XavierNormalInitializer(),
        "he_uniform" => new HeUniformInitializer(),
        "he_normal" => new HeNormalInitializer(),
        "lecun_uniform" => new LecunUniformInitializer(),
        "lecun_normal" => new LecunNormalInitializer(),
        "normal" => new NormalInitializer { Mean = 0.5, Std = 0.2 },
        "truncated_normal" => new TruncatedNormalInitializer { Mean = -0.25, Std = 0.5 },
        "uniform" => new UniformInitializer { Low = -1, High = 2 },
        "orthogonal" => new OrthogonalInitializer(),
        "zeros" => new ZerosInitializer(),
        "ones" => new OnesInitializer(),
        _ => new ConstantInitializer { Value = -2.5 },
    };

    private static float[] Fill(InitializerSpec initializer, int[] shape, ulong seed, int number = 0)
    {
        var parameter = new ParameterInfo(number, "w", shape, initializer, Rows, Columns, IsBias: false);
        var numbers = new float[parameter.Count];
        Initialization.Fill(numbers, parameter, seed);
        return numbers;
    }

    private static double Determinant(float[] m) =>
        (m[0] * ((m[4] * m[8]) - (m[5] * m[7]))) - (m[1] * ((m[3] * m[8]) - (m[5] * m[6]))) + (m[2] * ((m[3] * m[7]) - (m[4] * m[6])));
}
