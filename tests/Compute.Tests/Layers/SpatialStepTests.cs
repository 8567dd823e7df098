using TrainingService.Compute.Tests.Support;

namespace TrainingService.Compute.Tests.Layers;

public sealed class SpatialStepTests
{
    public static TheoryData<string, bool> Networks
    {
        get
        {
            var rows = new TheoryData<string, bool>();
            foreach (var (name, input, _) in SpatialNetworks.All)
            {
                rows.Add(name, false);
                if (input.Length == 2) rows.Add(name, true);
            }

            return rows;
        }
    }

    [Theory]
    [MemberData(nameof(Networks))]
    public void A_compiled_step_computes_what_the_reference_does(string name, bool withLengths)
    {
        var (_, input, layers) = SpatialNetworks.Find(name);
        var parity = new StepParity(SpatialNetworks.Data(input, 9, withLengths));
        parity.Check(parity.Network(layers), [9, 2, 1], name);
    }
}
