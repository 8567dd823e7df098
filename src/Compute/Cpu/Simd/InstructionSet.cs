namespace TrainingService.Compute.Cpu.Simd;

/// <summary>The kernel versions there are, best last.</summary>
public enum InstructionSet
{
    /// <summary>Plain C#, one float at a time.</summary>
    Scalar,

    /// <summary>128-bit vectors: SSE4.1 or NEON.</summary>
    Vector128,

    /// <summary>256-bit vectors with FMA.</summary>
    Avx2,

    /// <summary>512-bit vectors.</summary>
    Avx512,
}
