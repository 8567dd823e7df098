using System.Runtime.Intrinsics;
using TrainingService.Compute.Cpu.Simd;

namespace TrainingService.Compute.Cpu.MicroKernels;

/// <summary>All <see cref="OuterMicroKernel"/> versions by tile size.</summary>
internal static unsafe class OuterKernels
{
    /// <summary>The kernel for a tile of some groups (1 to 5) of some rows (at most 28 in all with one vector, 14 with two).</summary>
    public static nint Of(InstructionSet set, int vectors, int groups, int rows) => (set, vectors) switch
    {
        (InstructionSet.Avx512, 1) => Of<Avx512Simd, Vector512<float>, Size1>(groups, rows),
        (InstructionSet.Avx512, 2) => Of<Avx512Simd, Vector512<float>, Size2>(groups, rows),
        (InstructionSet.Avx2, 1) => Of<Avx2Simd, Vector256<float>, Size1>(groups, rows),
        (InstructionSet.Avx2, 2) => Of<Avx2Simd, Vector256<float>, Size2>(groups, rows),
        (InstructionSet.Vector128, 1) => Of<Vector128Simd, Vector128<float>, Size1>(groups, rows),
        (InstructionSet.Vector128, 2) => Of<Vector128Simd, Vector128<float>, Size2>(groups, rows),
        (InstructionSet.Scalar, 1) => Of<ScalarSimd, float, Size1>(groups, rows),
        (InstructionSet.Scalar, 2) => Of<ScalarSimd, float, Size2>(groups, rows),
        _ => throw new ArgumentOutOfRangeException(nameof(vectors), vectors, "One or two vectors."),
    };

    private static nint Of<TI, TV, TColumns>(int groups, int rows)
        where TI : struct, ISimd<TV>
        where TV : struct
        where TColumns : unmanaged => groups switch
        {
            1 => Of<TI, TV, Size1, TColumns>(rows),
            2 => Of<TI, TV, Size2, TColumns>(rows),
            3 => Of<TI, TV, Size3, TColumns>(rows),
            4 => Of<TI, TV, Size4, TColumns>(rows),
            5 => Of<TI, TV, Size5, TColumns>(rows),
            _ => throw new ArgumentOutOfRangeException(nameof(groups), groups, "1 to 5 groups."),
        };

    private static nint Of<TI, TV, TGroups, TColumns>(int rows)
        where TI : struct, ISimd<TV>
        where TV : struct
        where TGroups : unmanaged
        where TColumns : unmanaged => (nint)(rows switch
        {
            1 => (delegate*<OuterSum*, float*, float*, float*, nint, int, bool, void>)&OuterMicroKernel.Run<TI, TV, TGroups, Size1, TColumns>,
            2 => &OuterMicroKernel.Run<TI, TV, TGroups, Size2, TColumns>,
            3 => &OuterMicroKernel.Run<TI, TV, TGroups, Size3, TColumns>,
            4 => &OuterMicroKernel.Run<TI, TV, TGroups, Size4, TColumns>,
            5 => &OuterMicroKernel.Run<TI, TV, TGroups, Size5, TColumns>,
            6 => &OuterMicroKernel.Run<TI, TV, TGroups, Size6, TColumns>,
            7 => &OuterMicroKernel.Run<TI, TV, TGroups, Size7, TColumns>,
            8 => &OuterMicroKernel.Run<TI, TV, TGroups, Size8, TColumns>,
            9 => &OuterMicroKernel.Run<TI, TV, TGroups, Size9, TColumns>,
            10 => &OuterMicroKernel.Run<TI, TV, TGroups, Size10, TColumns>,
            11 => &OuterMicroKernel.Run<TI, TV, TGroups, Size11, TColumns>,
            12 => &OuterMicroKernel.Run<TI, TV, TGroups, Size12, TColumns>,
            13 => &OuterMicroKernel.Run<TI, TV, TGroups, Size13, TColumns>,
            14 => &OuterMicroKernel.Run<TI, TV, TGroups, Size14, TColumns>,
            15 => &OuterMicroKernel.Run<TI, TV, TGroups, Size15, TColumns>,
            16 => &OuterMicroKernel.Run<TI, TV, TGroups, Size16, TColumns>,
            17 => &OuterMicroKernel.Run<TI, TV, TGroups, Size17, TColumns>,
            18 => &OuterMicroKernel.Run<TI, TV, TGroups, Size18, TColumns>,
            19 => &OuterMicroKernel.Run<TI, TV, TGroups, Size19, TColumns>,
            20 => &OuterMicroKernel.Run<TI, TV, TGroups, Size20, TColumns>,
            21 => &OuterMicroKernel.Run<TI, TV, TGroups, Size21, TColumns>,
            22 => &OuterMicroKernel.Run<TI, TV, TGroups, Size22, TColumns>,
            23 => &OuterMicroKernel.Run<TI, TV, TGroups, Size23, TColumns>,
            24 => &OuterMicroKernel.Run<TI, TV, TGroups, Size24, TColumns>,
            25 => &OuterMicroKernel.Run<TI, TV, TGroups, Size25, TColumns>,
            26 => &OuterMicroKernel.Run<TI, TV, TGroups, Size26, TColumns>,
            27 => &OuterMicroKernel.Run<TI, TV, TGroups, Size27, TColumns>,
            28 => &OuterMicroKernel.Run<TI, TV, TGroups, Size28, TColumns>,
            _ => throw new ArgumentOutOfRangeException(nameof(rows), rows, "1 to 28 rows."),
        });
}
