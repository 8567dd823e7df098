using System.Runtime.Intrinsics;

namespace TrainingService.Compute.Cpu.Simd;

/// <summary>From an instruction set known at plan time to the kernel made for it.</summary>
public static class KernelChoice
{
    /// <summary>Address of a kernel's version for an instruction set.</summary>
    public static nint Of<TChoice>(InstructionSet set)
        where TChoice : struct, IKernelChoice => set switch
        {
            InstructionSet.Avx512 => TChoice.For<Avx512Simd, Vector512<float>>(),
            InstructionSet.Avx2 => TChoice.For<Avx2Simd, Vector256<float>>(),
            InstructionSet.Vector128 => TChoice.For<Vector128Simd, Vector128<float>>(),
            InstructionSet.Scalar => TChoice.For<ScalarSimd, float>(),
            _ => throw new ArgumentOutOfRangeException(nameof(set), set, "Unknown instruction set."),
        };
}
