using System.Runtime.Intrinsics;
using TrainingService.Compute.Cpu.Simd;

namespace TrainingService.Compute.Cpu.MicroKernels;

/// <summary>All <see cref="DotMicroKernel"/> versions by tile size.</summary>
internal static unsafe class DotKernels
{
    /// <summary>The kernel for a tile of some rows (1 to 14) by one or two vectors.</summary>
    public static nint Of(InstructionSet set, int vectors, int rows) => (set, vectors) switch
    {
        (InstructionSet.Avx512, 1) => Of<Avx512Simd, Vector512<float>, Size1>(rows),
        (InstructionSet.Avx512, 2) => Of<Avx512Simd, Vector512<float>, Size2>(rows),
        (InstructionSet.Avx2, 1) => Of<Avx2Simd, Vector256<float>, Size1>(rows),
        (InstructionSet.Avx2, 2) => Of<Avx2Simd, Vector256<float>, Size2>(rows),
        (InstructionSet.Vector128, 1) => Of<Vector128Simd, Vector128<float>, Size1>(rows),
        (InstructionSet.Vector128, 2) => Of<Vector128Simd, Vector128<float>, Size2>(rows),
        (InstructionSet.Scalar, 1) => Of<ScalarSimd, float, Size1>(rows),
        (InstructionSet.Scalar, 2) => Of<ScalarSimd, float, Size2>(rows),
        _ => throw new ArgumentOutOfRangeException(nameof(vectors), vectors, "One or two vectors."),
    };

    private static nint Of<TI, TV, TColumns>(int rows)
        where TI : struct, ISimd<TV>
        where TV : struct
        where TColumns : unmanaged => (nint)(rows switch
        {
            1 => (delegate*<float*, nint, int, int*, int, float*, float*, nint, int, float*, float, bool, void>)&DotMicroKernel.Run<TI, TV, Size1, TColumns>,
            2 => &DotMicroKernel.Run<TI, TV, Size2, TColumns>,
            3 => &DotMicroKernel.Run<TI, TV, Size3, TColumns>,
            4 => &DotMicroKernel.Run<TI, TV, Size4, TColumns>,
            5 => &DotMicroKernel.Run<TI, TV, Size5, TColumns>,
            6 => &DotMicroKernel.Run<TI, TV, Size6, TColumns>,
            7 => &DotMicroKernel.Run<TI, TV, Size7, TColumns>,
            8 => &DotMicroKernel.Run<TI, TV, Size8, TColumns>,
            9 => &DotMicroKernel.Run<TI, TV, Size9, TColumns>,
            10 => &DotMicroKernel.Run<TI, TV, Size10, TColumns>,
            11 => &DotMicroKernel.Run<TI, TV, Size11, TColumns>,
            12 => &DotMicroKernel.Run<TI, TV, Size12, TColumns>,
            13 => &DotMicroKernel.Run<TI, TV, Size13, TColumns>,
            14 => &DotMicroKernel.Run<TI, TV, Size14, TColumns>,
            _ => throw new ArgumentOutOfRangeException(nameof(rows), rows, "1 to 14 rows."),
        });
}
