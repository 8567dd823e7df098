using TrainingService.Bench.Workloads;

namespace TrainingService.Conformance.Tests;

/// <summary>
/// Losses of libtorch 2.10 (TorchSharp 0.107, one thread, float32, NCHW) for the workloads of the benchmark, with the same weights and batches, before the
/// update of steps 1, 2, 5, 10. Two nets are followed for two steps only: behind that libtorch's own two layouts part ways by 3 in 1000 (rounding, grown by
/// batch statistics of few pixels and by Adam's division).
/// </summary>
public sealed class TorchTrajectoryTests
{
    private static readonly int[] Steps = [1, 2, 5, 10];

    [Theory]
    [InlineData("mlp", 2.298324, 2.3214214, 2.3133879, 1.9653271)]
    [InlineData("mlp-large", 6.9098806, 6.9126463)]
    [InlineData("lenet", 2.305131, 2.295513, 2.297598, 2.292997)]
    [InlineData("cnn-bn", 2.311965, 2.3399763)]
    [InlineData("resnet18-cifar", 2.3788981, 2.3704593)]
    [InlineData("lstm", 2.2905052, 2.2929492, 2.2957084, 2.241912)]
    [InlineData("gru", 2.280377, 2.2867088, 2.2949479, 2.1960852)]
    [InlineData("rnn-tanh", 2.3159213, 2.325499, 2.346366, 2.1574848)]
    [InlineData("seq2seq", 4.16862, 4.1691585, 4.165576, 4.1397386)]
    [InlineData("transformer", 2.2907867, 2.3558402, 2.5862896, 2.2630813)]
    [InlineData("segnet", 0.70605445, 0.70490265)]
    [InlineData("autoencoder-upsample", 1.000796, 1.0038162, 1.0008596)]
    public void First_losses_are_those_of_libtorch(string name, params double[] expected)
    {
        using var ours = new Workload(WorkloadFile.Named(name), threads: 2);
        for (var (step, found) = (1, 0); found < expected.Length; step++)
        {
            ours.Step();
            if (Steps[found] == step) Assert.Equal(expected[found], ours.Loss, 1e-4 * expected[found++]);
        }
    }
}
