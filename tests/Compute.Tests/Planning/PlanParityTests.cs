using TrainingService.Compute.Tests.Networks;
using TrainingService.Compute.Tests.Support;
using TrainingService.Contracts.Specs.Layers;

namespace TrainingService.Compute.Tests.Planning;

/// <summary>Whole training steps of made-up networks: fused, planned and compiled against the unfused graph in float64.</summary>
public sealed class PlanParityTests
{
    private static readonly StepParity Parity = new(Make.Stripes(rows: 40, channels: 3));

    public static TheoryData<uint> Seeds => [.. Enumerable.Range(0, 60).Select(i => (uint)i)];

    public static TheoryData<string> Samples => [.. SampleNetworks.Names];

    [Theory]
    [MemberData(nameof(Seeds))]
    public void A_compiled_step_computes_what_the_reference_does_for_every_batch_size_it_was_planned_for(uint seed)
    {
        var random = new RandomNetwork(seed);
        var network = Parity.Network(random.Layers(classes: 4));
        Parity.Check(network, [2 + random.Below(20), 1 + random.Below(2)], $"network {seed}");
    }

    [Theory]
    [MemberData(nameof(Samples))]
    public void A_compiled_step_of_each_sample_network_computes_what_the_reference_does(string name)
    {
        var network = Parity.Network([.. SampleNetworks.Layers(name).SkipLast(1), new DenseLayer { Units = 4 }]);
        Parity.Check(network, [9, 5], name);
    }
}
