using System.Runtime.Intrinsics.Arm;
using TrainingService.Compute.Cpu.Simd;

namespace TrainingService.Compute.Cpu.Packing;

/// <summary>
/// How a matrix's columns are cut into panels: two vectors wide as long as they last, then whatever wastes least. Panel p of a packed matrix
/// with k rows begins at k · Start(p), as all panels before it are full.
/// </summary>
internal sealed class PanelLayout
{
    /// <summary>Rows of the highest tile that is two vectors wide.</summary>
    public const int MostTileRows = 14;

    /// <summary>Columns of the widest panel.</summary>
    public const int MostWidth = 32;

    /// <summary>Cuts some columns.</summary>
    public PanelLayout(InstructionSet set, int columns)
    {
        Set = set;
        Columns = columns;
        var panels = new List<Panel>();
        var vector = WidthOf(set);
        var start = 0;
        while (start < columns)
        {
            var left = columns - start;
            var panel = set == InstructionSet.Avx512 && (left <= 8 || left is > 16 and <= 24)
                ? left <= 8 ? (InstructionSet.Avx2, 1) : (set, 1)
                : (set, left <= vector ? 1 : 2);
            var width = WidthOf(panel.Item1) * panel.Item2;
            panels.Add(new Panel(panel.Item1, panel.Item2, start, Math.Min(left, width), width));
            start += width;
        }

        Panels = panels;
        Stored = start;
    }

    /// <summary>The instruction set asked for.</summary>
    public InstructionSet Set { get; }

    /// <summary>Columns of the matrix.</summary>
    public int Columns { get; }

    /// <summary>Columns stored: those and the padding.</summary>
    public int Stored { get; }

    /// <summary>The panels from left to right.</summary>
    public IReadOnlyList<Panel> Panels { get; }

    /// <summary>Most rows a tile of the widest panel may have without running out of registers.</summary>
    public int MostRows => MostRowsOf(Set, Panels.Max(panel => panel.Vectors));

    /// <summary>Most rows of a tile with one or two vectors: what the registers hold beside two vectors of B and one of A.</summary>
    public static int MostRowsOf(InstructionSet set, int vectors) => set switch
    {
        InstructionSet.Avx512 => MostTileRows,
        InstructionSet.Vector128 when AdvSimd.IsSupported => vectors == 2 ? 12 : MostTileRows,
        InstructionSet.Scalar => vectors == 2 ? 4 : 8,
        _ => vectors == 2 ? 6 : 12,
    };

    /// <summary>Some floats, filled up to whole vectors.</summary>
    public static int WholeVectors(InstructionSet set, int floats) => (floats + WidthOf(set) - 1) / WidthOf(set) * WidthOf(set);

    /// <summary>Floats in a vector.</summary>
    public static int WidthOf(InstructionSet set) => set switch
    {
        InstructionSet.Avx512 => 16,
        InstructionSet.Avx2 => 8,
        InstructionSet.Vector128 => 4,
        _ => 1,
    };
}
