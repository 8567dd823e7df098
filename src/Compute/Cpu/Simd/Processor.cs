using System.Runtime.Intrinsics.X86;

namespace TrainingService.Compute.Cpu.Simd;

/// <summary>Whose processor this is, for choices between ways to the same bits that differ in speed alone.</summary>
internal static class Processor
{
    // CPUID leaf 0 spells "AuthenticAMD" in EBX, EDX, ECX.
    private const int Auth = 0x68747541;

    /// <summary>Whether AMD made it.</summary>
    public static bool IsAmd { get; } = X86Base.IsSupported && X86Base.CpuId(0, 0).Ebx == Auth;
}
