using System.Runtime.CompilerServices;
using TrainingService.Compute.Cpu.Simd;

namespace TrainingService.Compute.Cpu.MicroKernels;

/// <summary>
/// The inner loop of every weight gradient: a tile of C = Aᵀ · B summed over pixels, all of it in registers while the sum runs. As in
/// <see cref="DotMicroKernel"/> the tile's size is a type: <c>sizeof(TGroups)</c> groups (kernel rows) of <c>sizeof(TRows)</c> neighbours in A,
/// by <c>sizeof(TColumns)</c> vectors; at most 28 rows in all with one vector, 14 with two.
/// </summary>
internal static unsafe class OuterMicroKernel
{
    /// <summary>C[g · sizeof(TRows) + i, j] (+)= Σ_images Σ_rows Σ_pixels A[p · lda + g · group + i] · B[p · ldb + j].</summary>
    public static void Run<TI, TV, TGroups, TRows, TColumns>(OuterSum* sum, float* a, float* b, float* c, nint ldc, int columns, bool accumulate)
        where TI : struct, ISimd<TV>
        where TV : struct
        where TGroups : unmanaged
        where TRows : unmanaged
        where TColumns : unmanaged
    {
        TV c0a = TI.Zero, c0b = TI.Zero;
        TV c1a = TI.Zero, c1b = TI.Zero;
        TV c2a = TI.Zero, c2b = TI.Zero;
        TV c3a = TI.Zero, c3b = TI.Zero;
        TV c4a = TI.Zero, c4b = TI.Zero;
        TV c5a = TI.Zero, c5b = TI.Zero;
        TV c6a = TI.Zero, c6b = TI.Zero;
        TV c7a = TI.Zero, c7b = TI.Zero;
        TV c8a = TI.Zero, c8b = TI.Zero;
        TV c9a = TI.Zero, c9b = TI.Zero;
        TV c10a = TI.Zero, c10b = TI.Zero;
        TV c11a = TI.Zero, c11b = TI.Zero;
        TV c12a = TI.Zero, c12b = TI.Zero;
        TV c13a = TI.Zero, c13b = TI.Zero;
        TV c14a = TI.Zero;
        TV c15a = TI.Zero;
        TV c16a = TI.Zero;
        TV c17a = TI.Zero;
        TV c18a = TI.Zero;
        TV c19a = TI.Zero;
        TV c20a = TI.Zero;
        TV c21a = TI.Zero;
        TV c22a = TI.Zero;
        TV c23a = TI.Zero;
        TV c24a = TI.Zero;
        TV c25a = TI.Zero;
        TV c26a = TI.Zero;
        TV c27a = TI.Zero;
        if (accumulate)
        {
            {
                c0a = TI.Load(c + (0 * ldc));
                if (sizeof(TColumns) > 1) c0b = TI.Load(c + (0 * ldc) + TI.Width);
            }
            if (sizeof(TGroups) * sizeof(TRows) > 1)
                {
                    c1a = TI.Load(c + (1 * ldc));
                    if (sizeof(TColumns) > 1) c1b = TI.Load(c + (1 * ldc) + TI.Width);
                }
            if (sizeof(TGroups) * sizeof(TRows) > 2)
                {
                    c2a = TI.Load(c + (2 * ldc));
                    if (sizeof(TColumns) > 1) c2b = TI.Load(c + (2 * ldc) + TI.Width);
                }
            if (sizeof(TGroups) * sizeof(TRows) > 3)
                {
                    c3a = TI.Load(c + (3 * ldc));
                    if (sizeof(TColumns) > 1) c3b = TI.Load(c + (3 * ldc) + TI.Width);
                }
            if (sizeof(TGroups) * sizeof(TRows) > 4)
                {
                    c4a = TI.Load(c + (4 * ldc));
                    if (sizeof(TColumns) > 1) c4b = TI.Load(c + (4 * ldc) + TI.Width);
                }
            if (sizeof(TGroups) * sizeof(TRows) > 5)
                {
                    c5a = TI.Load(c + (5 * ldc));
                    if (sizeof(TColumns) > 1) c5b = TI.Load(c + (5 * ldc) + TI.Width);
                }
            if (sizeof(TGroups) * sizeof(TRows) > 6)
                {
                    c6a = TI.Load(c + (6 * ldc));
                    if (sizeof(TColumns) > 1) c6b = TI.Load(c + (6 * ldc) + TI.Width);
                }
            if (sizeof(TGroups) * sizeof(TRows) > 7)
                {
                    c7a = TI.Load(c + (7 * ldc));
                    if (sizeof(TColumns) > 1) c7b = TI.Load(c + (7 * ldc) + TI.Width);
                }
            if (sizeof(TGroups) * sizeof(TRows) > 8)
                {
                    c8a = TI.Load(c + (8 * ldc));
                    if (sizeof(TColumns) > 1) c8b = TI.Load(c + (8 * ldc) + TI.Width);
                }
            if (sizeof(TGroups) * sizeof(TRows) > 9)
                {
                    c9a = TI.Load(c + (9 * ldc));
                    if (sizeof(TColumns) > 1) c9b = TI.Load(c + (9 * ldc) + TI.Width);
                }
            if (sizeof(TGroups) * sizeof(TRows) > 10)
                {
                    c10a = TI.Load(c + (10 * ldc));
                    if (sizeof(TColumns) > 1) c10b = TI.Load(c + (10 * ldc) + TI.Width);
                }
            if (sizeof(TGroups) * sizeof(TRows) > 11)
                {
                    c11a = TI.Load(c + (11 * ldc));
                    if (sizeof(TColumns) > 1) c11b = TI.Load(c + (11 * ldc) + TI.Width);
                }
            if (sizeof(TGroups) * sizeof(TRows) > 12)
                {
                    c12a = TI.Load(c + (12 * ldc));
                    if (sizeof(TColumns) > 1) c12b = TI.Load(c + (12 * ldc) + TI.Width);
                }
            if (sizeof(TGroups) * sizeof(TRows) > 13)
                {
                    c13a = TI.Load(c + (13 * ldc));
                    if (sizeof(TColumns) > 1) c13b = TI.Load(c + (13 * ldc) + TI.Width);
                }
            if (sizeof(TGroups) * sizeof(TRows) > 14)
                {
                    c14a = TI.Load(c + (14 * ldc));
                }
            if (sizeof(TGroups) * sizeof(TRows) > 15)
                {
                    c15a = TI.Load(c + (15 * ldc));
                }
            if (sizeof(TGroups) * sizeof(TRows) > 16)
                {
                    c16a = TI.Load(c + (16 * ldc));
                }
            if (sizeof(TGroups) * sizeof(TRows) > 17)
                {
                    c17a = TI.Load(c + (17 * ldc));
                }
            if (sizeof(TGroups) * sizeof(TRows) > 18)
                {
                    c18a = TI.Load(c + (18 * ldc));
                }
            if (sizeof(TGroups) * sizeof(TRows) > 19)
                {
                    c19a = TI.Load(c + (19 * ldc));
                }
            if (sizeof(TGroups) * sizeof(TRows) > 20)
                {
                    c20a = TI.Load(c + (20 * ldc));
                }
            if (sizeof(TGroups) * sizeof(TRows) > 21)
                {
                    c21a = TI.Load(c + (21 * ldc));
                }
            if (sizeof(TGroups) * sizeof(TRows) > 22)
                {
                    c22a = TI.Load(c + (22 * ldc));
                }
            if (sizeof(TGroups) * sizeof(TRows) > 23)
                {
                    c23a = TI.Load(c + (23 * ldc));
                }
            if (sizeof(TGroups) * sizeof(TRows) > 24)
                {
                    c24a = TI.Load(c + (24 * ldc));
                }
            if (sizeof(TGroups) * sizeof(TRows) > 25)
                {
                    c25a = TI.Load(c + (25 * ldc));
                }
            if (sizeof(TGroups) * sizeof(TRows) > 26)
                {
                    c26a = TI.Load(c + (26 * ldc));
                }
            if (sizeof(TGroups) * sizeof(TRows) > 27)
                {
                    c27a = TI.Load(c + (27 * ldc));
                }
        }

        nint lda = sum->Lda, ldb = sum->Ldb, group = sum->Group;
        for (var image = 0; image < sum->Images; image++)
        {
            for (var row = 0; row < sum->Rows; row++)
            {
                var p0 = a + (image * sum->AImage) + (row * sum->ARow);
                var p1 = p0 + group;
                var p2 = p1 + group;
                var p3 = p2 + group;
                var p4 = p3 + group;
                var q = b + (image * sum->BImage) + (row * sum->BRow);
                for (var pixel = sum->Pixels; pixel > 0; pixel--)
                {
                    var b0 = TI.Load(q);
                    var b1 = sizeof(TColumns) > 1 ? TI.Load(q + TI.Width) : b0;
                    {
                        var v = TI.Broadcast(*Element<TRows>(0, p0, p1, p2, p3, p4));
                        c0a = TI.MultiplyAdd(v, b0, c0a);
                        if (sizeof(TColumns) > 1) c0b = TI.MultiplyAdd(v, b1, c0b);
                    }

                    if (sizeof(TGroups) * sizeof(TRows) > 1)
                    {
                        var v = TI.Broadcast(*Element<TRows>(1, p0, p1, p2, p3, p4));
                        c1a = TI.MultiplyAdd(v, b0, c1a);
                        if (sizeof(TColumns) > 1) c1b = TI.MultiplyAdd(v, b1, c1b);
                    }
                    if (sizeof(TGroups) * sizeof(TRows) > 2)
                    {
                        var v = TI.Broadcast(*Element<TRows>(2, p0, p1, p2, p3, p4));
                        c2a = TI.MultiplyAdd(v, b0, c2a);
                        if (sizeof(TColumns) > 1) c2b = TI.MultiplyAdd(v, b1, c2b);
                    }
                    if (sizeof(TGroups) * sizeof(TRows) > 3)
                    {
                        var v = TI.Broadcast(*Element<TRows>(3, p0, p1, p2, p3, p4));
                        c3a = TI.MultiplyAdd(v, b0, c3a);
                        if (sizeof(TColumns) > 1) c3b = TI.MultiplyAdd(v, b1, c3b);
                    }
                    if (sizeof(TGroups) * sizeof(TRows) > 4)
                    {
                        var v = TI.Broadcast(*Element<TRows>(4, p0, p1, p2, p3, p4));
                        c4a = TI.MultiplyAdd(v, b0, c4a);
                        if (sizeof(TColumns) > 1) c4b = TI.MultiplyAdd(v, b1, c4b);
                    }
                    if (sizeof(TGroups) * sizeof(TRows) > 5)
                    {
                        var v = TI.Broadcast(*Element<TRows>(5, p0, p1, p2, p3, p4));
                        c5a = TI.MultiplyAdd(v, b0, c5a);
                        if (sizeof(TColumns) > 1) c5b = TI.MultiplyAdd(v, b1, c5b);
                    }
                    if (sizeof(TGroups) * sizeof(TRows) > 6)
                    {
                        var v = TI.Broadcast(*Element<TRows>(6, p0, p1, p2, p3, p4));
                        c6a = TI.MultiplyAdd(v, b0, c6a);
                        if (sizeof(TColumns) > 1) c6b = TI.MultiplyAdd(v, b1, c6b);
                    }
                    if (sizeof(TGroups) * sizeof(TRows) > 7)
                    {
                        var v = TI.Broadcast(*Element<TRows>(7, p0, p1, p2, p3, p4));
                        c7a = TI.MultiplyAdd(v, b0, c7a);
                        if (sizeof(TColumns) > 1) c7b = TI.MultiplyAdd(v, b1, c7b);
                    }
                    if (sizeof(TGroups) * sizeof(TRows) > 8)
                    {
                        var v = TI.Broadcast(*Element<TRows>(8, p0, p1, p2, p3, p4));
                        c8a = TI.MultiplyAdd(v, b0, c8a);
                        if (sizeof(TColumns) > 1) c8b = TI.MultiplyAdd(v, b1, c8b);
                    }
                    if (sizeof(TGroups) * sizeof(TRows) > 9)
                    {
                        var v = TI.Broadcast(*Element<TRows>(9, p0, p1, p2, p3, p4));
                        c9a = TI.MultiplyAdd(v, b0, c9a);
                        if (sizeof(TColumns) > 1) c9b = TI.MultiplyAdd(v, b1, c9b);
                    }
                    if (sizeof(TGroups) * sizeof(TRows) > 10)
                    {
                        var v = TI.Broadcast(*Element<TRows>(10, p0, p1, p2, p3, p4));
                        c10a = TI.MultiplyAdd(v, b0, c10a);
                        if (sizeof(TColumns) > 1) c10b = TI.MultiplyAdd(v, b1, c10b);
                    }
                    if (sizeof(TGroups) * sizeof(TRows) > 11)
                    {
                        var v = TI.Broadcast(*Element<TRows>(11, p0, p1, p2, p3, p4));
                        c11a = TI.MultiplyAdd(v, b0, c11a);
                        if (sizeof(TColumns) > 1) c11b = TI.MultiplyAdd(v, b1, c11b);
                    }
                    if (sizeof(TGroups) * sizeof(TRows) > 12)
                    {
                        var v = TI.Broadcast(*Element<TRows>(12, p0, p1, p2, p3, p4));
                        c12a = TI.MultiplyAdd(v, b0, c12a);
                        if (sizeof(TColumns) > 1) c12b = TI.MultiplyAdd(v, b1, c12b);
                    }
                    if (sizeof(TGroups) * sizeof(TRows) > 13)
                    {
                        var v = TI.Broadcast(*Element<TRows>(13, p0, p1, p2, p3, p4));
                        c13a = TI.MultiplyAdd(v, b0, c13a);
                        if (sizeof(TColumns) > 1) c13b = TI.MultiplyAdd(v, b1, c13b);
                    }
                    if (sizeof(TGroups) * sizeof(TRows) > 14)
                    {
                        var v = TI.Broadcast(*Element<TRows>(14, p0, p1, p2, p3, p4));
                        c14a = TI.MultiplyAdd(v, b0, c14a);
                    }
                    if (sizeof(TGroups) * sizeof(TRows) > 15)
                    {
                        var v = TI.Broadcast(*Element<TRows>(15, p0, p1, p2, p3, p4));
                        c15a = TI.MultiplyAdd(v, b0, c15a);
                    }
                    if (sizeof(TGroups) * sizeof(TRows) > 16)
                    {
                        var v = TI.Broadcast(*Element<TRows>(16, p0, p1, p2, p3, p4));
                        c16a = TI.MultiplyAdd(v, b0, c16a);
                    }
                    if (sizeof(TGroups) * sizeof(TRows) > 17)
                    {
                        var v = TI.Broadcast(*Element<TRows>(17, p0, p1, p2, p3, p4));
                        c17a = TI.MultiplyAdd(v, b0, c17a);
                    }
                    if (sizeof(TGroups) * sizeof(TRows) > 18)
                    {
                        var v = TI.Broadcast(*Element<TRows>(18, p0, p1, p2, p3, p4));
                        c18a = TI.MultiplyAdd(v, b0, c18a);
                    }
                    if (sizeof(TGroups) * sizeof(TRows) > 19)
                    {
                        var v = TI.Broadcast(*Element<TRows>(19, p0, p1, p2, p3, p4));
                        c19a = TI.MultiplyAdd(v, b0, c19a);
                    }
                    if (sizeof(TGroups) * sizeof(TRows) > 20)
                    {
                        var v = TI.Broadcast(*Element<TRows>(20, p0, p1, p2, p3, p4));
                        c20a = TI.MultiplyAdd(v, b0, c20a);
                    }
                    if (sizeof(TGroups) * sizeof(TRows) > 21)
                    {
                        var v = TI.Broadcast(*Element<TRows>(21, p0, p1, p2, p3, p4));
                        c21a = TI.MultiplyAdd(v, b0, c21a);
                    }
                    if (sizeof(TGroups) * sizeof(TRows) > 22)
                    {
                        var v = TI.Broadcast(*Element<TRows>(22, p0, p1, p2, p3, p4));
                        c22a = TI.MultiplyAdd(v, b0, c22a);
                    }
                    if (sizeof(TGroups) * sizeof(TRows) > 23)
                    {
                        var v = TI.Broadcast(*Element<TRows>(23, p0, p1, p2, p3, p4));
                        c23a = TI.MultiplyAdd(v, b0, c23a);
                    }
                    if (sizeof(TGroups) * sizeof(TRows) > 24)
                    {
                        var v = TI.Broadcast(*Element<TRows>(24, p0, p1, p2, p3, p4));
                        c24a = TI.MultiplyAdd(v, b0, c24a);
                    }
                    if (sizeof(TGroups) * sizeof(TRows) > 25)
                    {
                        var v = TI.Broadcast(*Element<TRows>(25, p0, p1, p2, p3, p4));
                        c25a = TI.MultiplyAdd(v, b0, c25a);
                    }
                    if (sizeof(TGroups) * sizeof(TRows) > 26)
                    {
                        var v = TI.Broadcast(*Element<TRows>(26, p0, p1, p2, p3, p4));
                        c26a = TI.MultiplyAdd(v, b0, c26a);
                    }
                    if (sizeof(TGroups) * sizeof(TRows) > 27)
                    {
                        var v = TI.Broadcast(*Element<TRows>(27, p0, p1, p2, p3, p4));
                        c27a = TI.MultiplyAdd(v, b0, c27a);
                    }

                    p0 += lda;
                    if (sizeof(TGroups) > 1) p1 += lda;
                    if (sizeof(TGroups) > 2) p2 += lda;
                    if (sizeof(TGroups) > 3) p3 += lda;
                    if (sizeof(TGroups) > 4) p4 += lda;
                    q += ldb;
                }
            }
        }

        DotMicroKernel.Write<TI, TV, TColumns>(c + (0 * ldc), columns, c0a, c0b);
        if (sizeof(TGroups) * sizeof(TRows) > 1) DotMicroKernel.Write<TI, TV, TColumns>(c + (1 * ldc), columns, c1a, c1b);
        if (sizeof(TGroups) * sizeof(TRows) > 2) DotMicroKernel.Write<TI, TV, TColumns>(c + (2 * ldc), columns, c2a, c2b);
        if (sizeof(TGroups) * sizeof(TRows) > 3) DotMicroKernel.Write<TI, TV, TColumns>(c + (3 * ldc), columns, c3a, c3b);
        if (sizeof(TGroups) * sizeof(TRows) > 4) DotMicroKernel.Write<TI, TV, TColumns>(c + (4 * ldc), columns, c4a, c4b);
        if (sizeof(TGroups) * sizeof(TRows) > 5) DotMicroKernel.Write<TI, TV, TColumns>(c + (5 * ldc), columns, c5a, c5b);
        if (sizeof(TGroups) * sizeof(TRows) > 6) DotMicroKernel.Write<TI, TV, TColumns>(c + (6 * ldc), columns, c6a, c6b);
        if (sizeof(TGroups) * sizeof(TRows) > 7) DotMicroKernel.Write<TI, TV, TColumns>(c + (7 * ldc), columns, c7a, c7b);
        if (sizeof(TGroups) * sizeof(TRows) > 8) DotMicroKernel.Write<TI, TV, TColumns>(c + (8 * ldc), columns, c8a, c8b);
        if (sizeof(TGroups) * sizeof(TRows) > 9) DotMicroKernel.Write<TI, TV, TColumns>(c + (9 * ldc), columns, c9a, c9b);
        if (sizeof(TGroups) * sizeof(TRows) > 10) DotMicroKernel.Write<TI, TV, TColumns>(c + (10 * ldc), columns, c10a, c10b);
        if (sizeof(TGroups) * sizeof(TRows) > 11) DotMicroKernel.Write<TI, TV, TColumns>(c + (11 * ldc), columns, c11a, c11b);
        if (sizeof(TGroups) * sizeof(TRows) > 12) DotMicroKernel.Write<TI, TV, TColumns>(c + (12 * ldc), columns, c12a, c12b);
        if (sizeof(TGroups) * sizeof(TRows) > 13) DotMicroKernel.Write<TI, TV, TColumns>(c + (13 * ldc), columns, c13a, c13b);
        if (sizeof(TGroups) * sizeof(TRows) > 14) DotMicroKernel.Write<TI, TV, TColumns>(c + (14 * ldc), columns, c14a, c0a);
        if (sizeof(TGroups) * sizeof(TRows) > 15) DotMicroKernel.Write<TI, TV, TColumns>(c + (15 * ldc), columns, c15a, c0a);
        if (sizeof(TGroups) * sizeof(TRows) > 16) DotMicroKernel.Write<TI, TV, TColumns>(c + (16 * ldc), columns, c16a, c0a);
        if (sizeof(TGroups) * sizeof(TRows) > 17) DotMicroKernel.Write<TI, TV, TColumns>(c + (17 * ldc), columns, c17a, c0a);
        if (sizeof(TGroups) * sizeof(TRows) > 18) DotMicroKernel.Write<TI, TV, TColumns>(c + (18 * ldc), columns, c18a, c0a);
        if (sizeof(TGroups) * sizeof(TRows) > 19) DotMicroKernel.Write<TI, TV, TColumns>(c + (19 * ldc), columns, c19a, c0a);
        if (sizeof(TGroups) * sizeof(TRows) > 20) DotMicroKernel.Write<TI, TV, TColumns>(c + (20 * ldc), columns, c20a, c0a);
        if (sizeof(TGroups) * sizeof(TRows) > 21) DotMicroKernel.Write<TI, TV, TColumns>(c + (21 * ldc), columns, c21a, c0a);
        if (sizeof(TGroups) * sizeof(TRows) > 22) DotMicroKernel.Write<TI, TV, TColumns>(c + (22 * ldc), columns, c22a, c0a);
        if (sizeof(TGroups) * sizeof(TRows) > 23) DotMicroKernel.Write<TI, TV, TColumns>(c + (23 * ldc), columns, c23a, c0a);
        if (sizeof(TGroups) * sizeof(TRows) > 24) DotMicroKernel.Write<TI, TV, TColumns>(c + (24 * ldc), columns, c24a, c0a);
        if (sizeof(TGroups) * sizeof(TRows) > 25) DotMicroKernel.Write<TI, TV, TColumns>(c + (25 * ldc), columns, c25a, c0a);
        if (sizeof(TGroups) * sizeof(TRows) > 26) DotMicroKernel.Write<TI, TV, TColumns>(c + (26 * ldc), columns, c26a, c0a);
        if (sizeof(TGroups) * sizeof(TRows) > 27) DotMicroKernel.Write<TI, TV, TColumns>(c + (27 * ldc), columns, c27a, c0a);
    }

    /// <summary>Address of a tile row's element; all of it but the addition is decided by the JIT.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static float* Element<TRows>(int row, float* p0, float* p1, float* p2, float* p3, float* p4)
        where TRows : unmanaged
    {
        if (row / sizeof(TRows) == 0)
            return p0 + row;
        if (row / sizeof(TRows) == 1)
            return p1 + (row - sizeof(TRows));
        if (row / sizeof(TRows) == 2)
            return p2 + (row - (2 * sizeof(TRows)));
        if (row / sizeof(TRows) == 3)
            return p3 + (row - (3 * sizeof(TRows)));
        return p4 + (row - (4 * sizeof(TRows)));
    }
}
