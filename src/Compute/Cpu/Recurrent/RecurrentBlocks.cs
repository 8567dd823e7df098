using TrainingService.Compute.Cpu.Packing;
using TrainingService.Compute.Cpu.Products;
using TrainingService.Compute.Cpu.Simd;

namespace TrainingService.Compute.Cpu.Recurrent;

/// <summary>How the rows of a batch are shared out: a block is one tile of the step's product.</summary>
internal static class RecurrentBlocks
{
    private const int Wanted = 8;
    private const int Fewest = 6;

    /// <summary>About eight blocks, if they have enough rows to be worth reading the weights for.</summary>
    public static Balance Of(InstructionSet set, int rows)
    {
        var most = PanelLayout.MostRowsOf(set, 2);
        return Balance.Of(rows, Math.Min(most, Math.Max((rows + Wanted - 1) / Wanted, Fewest)));
    }
}
