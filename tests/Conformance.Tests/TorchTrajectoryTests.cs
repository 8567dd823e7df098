using TrainingService.Shared.Compute;

namespace TrainingService.Conformance.Tests;

/// <summary>
/// Losses of libtorch 2.10 (TorchSharp 0.107, one thread, float32) for the same weights and batches, before the update of steps 1, 2, 5, 10, 20.
/// </summary>
public sealed class TorchTrajectoryTests
{
    [Theory]
    [InlineData("lenet", new[] { 2.305131, 2.2955127, 2.297598, 2.292997, 2.2960775 })]
    [InlineData("mlp", new[] { 2.298324, 2.3214214, 2.3133879, 1.9653271, 1.5285374 })]
    public void Losses_follow_libtorch_for_twenty_steps(string workload, double[] expected)
    {
        using var ours = PeerWorkload.Create(workload, threads: 2);
        var wanted = new Queue<(int Step, double Loss)>(new[] { 1, 2, 5, 10, 20 }.Zip(expected));
        for (var step = 1; wanted.Count > 0; step++)
        {
            ours.Step();
            if (wanted.Peek().Step == step) Assert.Equal(wanted.Dequeue().Loss, ours.Loss, 1e-4 * 2.3);
        }
    }
}
