using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;

namespace TrainingService.Compute.Cpu.Simd;

/// <summary>Which instruction sets this processor has.</summary>
public static class InstructionSets
{
    /// <summary>The set that computes fastest here.</summary>
    public static InstructionSet Best => Supported[^1];

    /// <summary>All sets that run here, best last. <see cref="InstructionSet.Scalar"/> always does.</summary>
    public static IReadOnlyList<InstructionSet> Supported => [.. Enum.GetValues<InstructionSet>().Where(IsSupported)];

    /// <summary>Whether kernels of a set run here.</summary>
    // Avx512F.IsSupported and not Vector512.IsHardwareAccelerated: the latter is false on processors that clock down for wide vectors,
    // which costs a fused kernel less than half-width vectors do.
    public static bool IsSupported(InstructionSet set) => set switch
    {
        InstructionSet.Scalar => true,
        InstructionSet.Vector128 => Vector128.IsHardwareAccelerated,
        InstructionSet.Avx2 => Avx2.IsSupported && Fma.IsSupported,
        InstructionSet.Avx512 => Avx512F.IsSupported && Avx512F.VL.IsSupported && Avx512BW.IsSupported && Avx512DQ.IsSupported,
        _ => false,
    };

    /// <summary>The set's name as users read it: `avx512`.</summary>
    public static string NameOf(InstructionSet set) => set switch
    {
        InstructionSet.Scalar => "scalar",
        InstructionSet.Vector128 => "vector128",
        InstructionSet.Avx2 => "avx2",
        InstructionSet.Avx512 => "avx512",
        _ => throw new ArgumentOutOfRangeException(nameof(set), set, "Unknown instruction set."),
    };
}
